"""Reads: who would be reminded today, who is left alone and why, and what was sent."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count, Prefetch, QuerySet, Sum
from django.utils.module_loading import import_string

from members.billing.models import (
    Account,
    BillingSettings,
    PostRun,
    Reminder,
    ReminderItem,
    ReminderRun,
    ReminderSettings,
)
from members.billing.rules.reminding import (
    Late,
    Quiet,
    Stage,
    Step,
    quiet_of,
    stages_of,
    why_not_remind_today,
)
from members.models.rulebook import ArrearsRemoval
from members.queries import rulebook_on
from members.rules.sentences.leaving import arrears_sentence

from .late import late_accounts
from .parties import issuer_of


@dataclass(frozen=True)
class Planned:
    """An account in the preview: what would go out (`step`), or why not (`reason`)."""

    account: Account
    recipient: Mapping[str, str]
    step: Step | None
    reason: str
    kept: Sequence[Late]

    @property
    def by(self) -> str:
        return Reminder.By.MAIL if self.recipient["email"] else Reminder.By.LETTER

    @property
    def total_cents(self) -> int:
        return self.step.open_cents + self.step.fee_cents if self.step else 0


@dataclass(frozen=True)
class Plan:
    """A run of today as it would be; `reason` why none can be made now."""

    today: date
    pay_until: date
    chosen: Sequence[Planned]
    skipped: Sequence[Planned]
    issuer: Mapping[str, str]
    clauses: Sequence[ArrearsRemoval]
    reason: str | None

    @cached_property
    def fingerprint(self) -> str:
        """Another one as soon as anything differs that would be sent."""
        said = [[row.account.pk, row.by, row.recipient, asdict(row.step) if row.step else None] for row in self.chosen]
        clauses = [clause.model_dump(mode="json") for clause in self.clauses]
        facts = [self.today, self.pay_until, said, dict(self.issuer), clauses]
        return hashlib.sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()

    @property
    def total_cents(self) -> int:
        return sum(row.total_cents for row in self.chosen)

    @property
    def letter_count(self) -> int:
        return sum(row.by == Reminder.By.LETTER for row in self.chosen)


def stages() -> list[Stage]:
    return stages_of(ReminderSettings.load().stages)


def regulated_fee(today: date) -> int:
    """What the dues regulations name as the fee of a reminder, in cents; 0 where they name none."""
    cents: int = import_string(settings.BILLING_REMINDER_FEE)(today)
    return cents


def quiet_days() -> list[Quiet]:
    return quiet_of(ReminderSettings.load().quiet)


def plan(today: date) -> Plan:
    """Everybody with something overdue for long enough; a number of statements that does not depend on how many."""
    settings, kept = BillingSettings.load(), ReminderSettings.load()
    issuer = issuer_of(settings)
    rows = late_accounts(today, stages_of(kept.stages), issuer)
    planned = [
        Planned(row.account, row.recipient, row.verdict.step, row.verdict.reason, row.verdict.kept) for row in rows
    ]
    return Plan(
        today,
        today + timedelta(days=settings.payment_days),
        chosen=[row for row in planned if row.step],
        skipped=[row for row in planned if row.reason],
        issuer=issuer,
        clauses=rulebook_on(today).leaving.arrears,
        reason=why_not_remind_today(today, quiet_of(kept.quiet)),
    )


def clause_words(day: date) -> str:
    """What the statutes say on removal for arrears, in the language that is active; "" where they say nothing."""
    rulebook = rulebook_on(day)
    said = [
        (f"{clause.clause}: " if clause.clause else "") + arrears_sentence(rulebook, clause)
        for clause in rulebook.leaving.arrears
    ]
    return "\n".join(said)


# --- What was sent ---------------------------------------------------------------------------------------------------
def _with_items(rows: QuerySet[Reminder]) -> QuerySet[Reminder]:
    items = ReminderItem.objects.select_related("charge__invoice").order_by("charge__due_on", "pk")
    return rows.select_related("document__post_item__run", "withdrawal", "fee_invoice").prefetch_related(
        Prefetch("items", items)
    )


def reminders_of(account: Account) -> list[Reminder]:
    """The newest first, with items, document and withdrawal."""
    return list(_with_items(Reminder.objects.filter(account=account)))


def reminders_in(run: ReminderRun) -> list[Reminder]:
    rows = Reminder.objects.filter(run=run).select_related("account__member__person", "account__member__company")
    return list(_with_items(rows).order_by("pk"))


def reminder_with_items(pk: int) -> Reminder:
    """Raises Reminder.DoesNotExist."""
    return _with_items(Reminder.objects.select_related("account__member__person", "account__member__company")).get(
        pk=pk
    )


def letters_of(run: ReminderRun) -> list[Reminder]:
    """What is still to be printed and posted; withdrawn ones are not."""
    return to_print(reminders_in(run))


def to_print(rows: Iterable[Reminder]) -> list[Reminder]:
    letters = (row for row in rows if row.by == Reminder.By.LETTER and not row.is_withdrawn)
    return [row for row in letters if row.printed_on is None]


def prints_of(run: ReminderRun) -> list[PostRun]:
    """When its letters were printed, the latest first."""
    return list(PostRun.objects.filter(items__reminder__reminder__run=run).distinct())


def runs_to_print() -> QuerySet[Any]:
    """Reminder runs of which letters wait to be printed; `count` says how many."""
    waiting = ReminderRun.objects.filter(
        reminders__by=Reminder.By.LETTER, reminders__withdrawal=None, reminders__document__post_item=None
    )
    return waiting.annotate(count=Count("reminders")).order_by("-ran_on", "-pk")


def runs() -> QuerySet[Any]:
    """The newest first, with `count` and `sum`."""
    sums = ReminderRun.objects.annotate(count=Count("reminders"), sum=Sum("reminders__open_cents"))
    return sums.order_by("-ran_on", "-pk")


def without_letter(before: Any) -> "QuerySet[Reminder]":
    """Sent before that moment, so that the queue should have made the file, and has not."""
    return Reminder.objects.filter(document=None, run__created_at__lt=before).order_by("pk")
