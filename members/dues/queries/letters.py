"""Reads: who is asked for data, or reminded, by letter, because there is no e-mail address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import Q, QuerySet
from django.utils import timezone

from members.billing.models import Paper, PostRun
from members.dues.models import DeclarationRound, YearlyDeclaration
from members.dues.rules.rounds import TO_ANSWER

from .rounds import recipients_of, unanswered


@dataclass(frozen=True)
class DueLetter:
    """A letter that is to be printed; without `has_address` it cannot be."""

    declaration: YearlyDeclaration
    kind: Literal["asked", "reminded"]
    has_address: bool

    @property
    def key(self) -> str:
        return f"{_stem(self.declaration.year)}{self.declaration.pk}:{self.kind}"


def _stem(year: int) -> str:
    return f"declaration:{year}:"


def due_letters(found: DeclarationRound, now: datetime) -> list[DueLetter]:
    """To whom nothing can be mailed: who was not asked yet, and who was asked two weeks ago and is to be reminded."""
    today = timezone.localdate(now)
    to_remind = Q(reminded_at=None, asked_at__lte=now - TO_ANSWER)
    due = Q(asked_at=None) | to_remind if found.remind_on and found.remind_on <= today else Q(asked_at=None)
    rows = list(_maybe_by_letter(unanswered(found.year, today).filter(due)))
    told = told_by_letter(rows, today)
    return [
        DueLetter(row, "reminded" if row.asked_at else "asked", has_address=_has_address(row))
        for row in rows
        if row.pk in told
    ]


def _maybe_by_letter(rows: "QuerySet[YearlyDeclaration]") -> "QuerySet[YearlyDeclaration]":
    """Few are left to look at more closely."""
    silent = Q(member__person__isnull=False, member__person__email="") | Q(member__company__email="")
    return rows.filter(silent).select_related("member__person", "member__company")


def _has_address(row: YearlyDeclaration) -> bool:
    holder = row.member.holder
    return bool(holder.street and holder.city)


def told_by_letter(rows: Sequence[YearlyDeclaration], today: date) -> set[int]:
    """The keys of those rows whose members get letters."""
    told = recipients_of([row.member for row in rows], today)
    return {row.pk for row in rows if (found := told[row.member_id]) and not any(one.to for one in found)}


def printed_letters(rows: Sequence[YearlyDeclaration]) -> Mapping[int, date]:
    """When the last letter of each row was printed; who answered since then stays in it."""
    keys = {f"{_stem(row.year)}{row.pk}:{kind}": row.pk for row in rows for kind in ("asked", "reminded")}
    found = Paper.objects.filter(key__in=keys, post_item__isnull=False).order_by("post_item__run__printed_on")
    return {keys[key]: day for key, day in found.values_list("key", "post_item__run__printed_on")}


def prints_of(year: int) -> "QuerySet[PostRun]":
    """The newest first."""
    return PostRun.objects.filter(items__paper__key__startswith=_stem(year)).distinct()
