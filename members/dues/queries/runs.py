"""Reads: dues runs, their totals and how far they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from members.billing.models import Account
from members.dues.models import DuesRun, DuesRunRow

Step, Result = DuesRunRow.Step, DuesRunRow.Result


@dataclass(frozen=True)
class Total:
    """So many members and so many cents under one heading."""

    words: str
    count: int
    cents: int


@dataclass(frozen=True)
class RunFacts:
    """How far a run is, and its sums."""

    seen: int
    to_do: int
    done: int
    changed: int
    by_step: Sequence[Total]
    by_result: Sequence[Total]
    by_type: Sequence[Total]
    by_way: Sequence[Total]


def run_facts(run: DuesRun) -> RunFacts:
    rows = DuesRunRow.objects.filter(run=run).order_by()
    owing = rows.filter(step__in=[Step.ISSUE, Step.CORRECT, Step.SAME])
    counts = rows.aggregate(
        seen=Count("pk"),
        to_do=Count("pk", filter=Q(result=Result.OPEN)),
        done=Count("pk", filter=~Q(result__in=["", Result.OPEN])),
        changed=Count("pk", filter=Q(before_cents__isnull=False) & ~Q(before_cents=F("total_cents"))),
    )
    return RunFacts(
        **counts,
        by_step=_totals(rows, "step", dict(Step.choices)),
        by_result=_totals(rows.exclude(result=""), "result", dict(Result.choices)),
        by_type=_totals(owing, "type_name", {}),
        by_way=_totals(owing, "way", dict(Account.Way.choices)),
    )


def _totals(rows: QuerySet[DuesRunRow], field: str, words: Mapping[Any, Any]) -> list[Total]:
    found = rows.values(field).annotate(count=Count("pk"), cents=Sum("total_cents")).order_by(field)
    return [Total(str(words.get(each[field], each[field])), each["count"], each["cents"]) for each in found]


def rows_of(run: DuesRun) -> QuerySet[DuesRunRow]:
    """The rows with what a page shows of them."""
    rows = DuesRunRow.objects.filter(run=run).select_related("member__person", "member__company", "invoice", "run")
    return rows.order_by("member__number")
