"""Reads: who would be reminded today, who is left alone and why, and what was sent."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Prefetch, Q, QuerySet, Sum
from django.utils.module_loading import import_string

from members.billing.models import (
    Account,
    Attempt,
    BillingSettings,
    Mandate,
    Posting,
    Reminder,
    ReminderItem,
    ReminderRun,
    ReminderSettings,
)
from members.billing.rules.collecting import why_not_collect_by
from members.billing.rules.drafts import missing_fields, why_not_issue
from members.billing.rules.reminding import (
    FEE_KEY,
    Debtor,
    Late,
    Quiet,
    Stage,
    Step,
    fee_draft,
    quiet_of,
    stages_of,
    verdict,
    why_not_remind_today,
)
from members.models.rulebook import ArrearsRemoval
from members.queries import rulebook_on
from members.queries.time_out import away_on
from members.rules.sentences.leaving import arrears_sentence

from .charges import running_debits
from .desk import overdue_charges
from .parties import can_be_told, issuer_of, labels_of, recipient_of


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
    settings = BillingSettings.load()
    issuer, pay_until = issuer_of(settings), today + timedelta(days=settings.payment_days)
    charges = list(overdue_charges(today))
    late = _late(charges, today)
    rows: dict[int, list[Any]] = defaultdict(list)
    for charge in charges:
        rows[charge.account_id].append(charge)
    accounts = [found[0].account for found in rows.values()]
    known, kept = _Known(accounts, today), ReminderSettings.load()
    steps = stages_of(kept.stages)
    planned = [
        _planned(account, [late[charge.pk] for charge in rows[account.pk]], known, steps, issuer, pay_until)
        for account in accounts
    ]
    return Plan(
        today,
        pay_until,
        chosen=[row for row in planned if row.step],
        skipped=[row for row in planned if row.reason],
        issuer=issuer,
        clauses=rulebook_on(today).leaving.arrears,
        reason=why_not_remind_today(today, quiet_of(kept.quiet)),
    )


class _Known:
    """What is known of the accounts: away, credit, the last reminder."""

    def __init__(self, accounts: Sequence[Account], today: date) -> None:
        self.today = today
        self.away = away_on(today, [account.member.person_id for account in accounts])
        ids = [account.pk for account in accounts]
        sent = Reminder.objects.filter(account__in=ids, withdrawal=None).order_by().values("account")
        self.reminded = dict(sent.annotate(last=Max("sent_on")).values_list("account", "last"))
        credit = Posting.objects.filter(account__in=ids, charge=None).order_by().values("account")
        self.credit = dict(credit.annotate(sum=Sum("amount_cents")).values_list("account", "sum"))


def _planned(
    account: Account,
    late: Sequence[Late],
    known: _Known,
    steps: Sequence[Stage],
    issuer: Mapping[str, str],
    pay_until: date,
) -> Planned:
    person, to = account.member.person, recipient_of(account)
    draft = fee_draft(account.pk, steps[-1], known.today, pay_until)
    missing = labels_of(missing_fields(draft, issuer=issuer, recipient=to))
    debtor = Debtor(
        late,
        has_died=bool(person and person.died_on),
        is_away=account.member.person_id in known.away,
        paused_until=account.reminders_paused_until,
        pause_reason=account.pause_reason,
        reminded_on=known.reminded.get(account.pk),
        credit_cents=known.credit.get(account.pk, 0),
        is_reachable=can_be_told(to),
        blocked=(why_not_issue(draft, missing=missing) or "") if missing else "",
    )
    found = verdict(debtor, steps, known.today)
    return Planned(account, to, found.step, found.reason, found.kept)


def _late(charges: Sequence[Any], today: date) -> dict[int, Late]:
    """Charge -> what a reminder must know of it."""
    ids = [charge.pk for charge in charges]
    running, returned = running_debits(ids), _returned(ids)
    collected = _collected(charges, returned, today)
    sent = ReminderItem.objects.filter(charge__in=ids, reminder__withdrawal=None).order_by().values("charge")
    reached = dict(sent.annotate(stage=Max("stage")).values_list("charge", "stage"))
    return {
        charge.pk: Late(
            charge.pk,
            charge.invoice.number,
            charge.due_on,
            charge.open_cents,
            reached=reached.get(charge.pk, 0),
            is_fee=charge.key.startswith(FEE_KEY),
            is_running=charge.pk in running,
            is_collected=charge.pk in collected,
            returned_on=returned.get(charge.pk, (None, ""))[0],
            return_code=returned.get(charge.pk, (None, ""))[1],
        )
        for charge in charges
    }


def _returned(ids: Sequence[int]) -> dict[int, tuple[date, str]]:
    """Charge -> when its debit last came back or failed, and the code of the reason."""
    kinds = (Posting.Kind.RETURNED, Posting.Kind.DISPUTE)
    booked = Posting.objects.filter(charge__in=ids, kind__in=kinds).values_list("charge", "booked_on", "reason_code")
    # On the pay page only a debit can fail: after a refused card the page asks for another one.
    by_debit = Q(kind=Attempt.Kind.CHECKOUT) | Q(method_type="sepa_debit")
    failed = Attempt.objects.filter(by_debit, charge__in=ids, state=Attempt.State.FAILED)
    tried = failed.values_list("charge", "synced_at", "error_code")
    events = [*booked, *((charge, at.date(), code) for charge, at, code in tried if at)]
    return {charge: (day, code) for charge, day, code in sorted(events, key=lambda event: event[1]) if charge}


def _collected(charges: Sequence[Any], returned: Mapping[int, Any], today: date) -> set[int]:
    """Those that will be drawn without the payer doing anything: announced, or by a mandate that has not failed."""
    ids = [charge.pk for charge in charges]
    announced = Attempt.objects.filter(charge__in=ids, state=Attempt.State.ANNOUNCED)
    payers = {charge.account_id for charge in charges if charge.account.way == Account.Way.DEBIT}
    mandates = Mandate.objects.filter(account__in=payers, ended_on=None)
    able = {each.account_id for each in mandates if why_not_collect_by(each, today) is None}
    by_mandate = {
        charge.pk
        for charge in charges
        if charge.account_id in able and charge.pk not in returned and can_be_told(recipient_of(charge.account))
    }
    return by_mandate | {pk for pk in announced.values_list("charge", flat=True) if pk}


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
    return rows.select_related("document", "withdrawal", "fee_invoice").prefetch_related(Prefetch("items", items))


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
    """What is to be printed and posted; withdrawn ones are not."""
    return [row for row in reminders_in(run) if row.by == Reminder.By.LETTER and not row.is_withdrawn]


def runs() -> QuerySet[Any]:
    """The newest first, with `count` and `sum`."""
    sums = ReminderRun.objects.annotate(count=Count("reminders"), sum=Sum("reminders__open_cents"))
    return sums.order_by("-ran_on", "-pk")


def without_letter(before: Any) -> "QuerySet[Reminder]":
    """Sent before that moment, so that the queue should have made the file, and has not."""
    return Reminder.objects.filter(document=None, run__created_at__lt=before).order_by("pk")
