"""Reads: who is late, with all that the rule of reminders asks; the preview, the run and the desk share it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from members.billing.models import (
    Account,
    Attempt,
    BillingSettings,
    Mandate,
    Posting,
    Reminder,
    ReminderItem,
    ReminderSettings,
)
from members.billing.rules.collecting import why_not_collect_by
from members.billing.rules.drafts import missing_fields, why_not_issue
from members.billing.rules.reminding import FEE_KEY, Debtor, Late, Stage, Verdict, fee_draft, stages_of, verdict
from members.models import TimeOut

from .charges import running_debits
from .desk import overdue_charges
from .parties import can_be_told, issuer_of, labels_of, recipient_of


@dataclass(frozen=True)
class LateAccount:
    """An account with something overdue, and what the rule says of it."""

    account: Account
    recipient: Mapping[str, str]
    verdict: Verdict


def reminders_due(today: date) -> int:
    """How many the preview of today would show; at most five statements, however many there are."""
    steps = stages_of(ReminderSettings.load().stages)
    # Whoever pays a fee must be named on its document, and so must the association.
    issuer = issuer_of(BillingSettings.load()) if any(step.fee_cents for step in steps) else {}
    return sum(row.verdict.step is not None for row in late_accounts(today, steps, issuer))


def late_accounts(today: date, steps: Sequence[Stage], issuer: Mapping[str, str]) -> list[LateAccount]:
    """The longest overdue first; three statements. `issuer` counts where a stage has a fee."""
    charges = list(_with_facts(overdue_charges(today), today))
    recipients = {charge.account_id: recipient_of(charge.account) for charge in charges}
    running = running_debits(charge.pk for charge in charges)
    able = _able_to_collect(charges, today)
    rows: dict[int, list[Any]] = defaultdict(list)
    for charge in charges:
        rows[charge.account_id].append(charge)
    found = []
    for pk, mine in rows.items():
        to = recipients[pk]
        late = [_late(each, has_mandate=pk in able and can_be_told(to), is_running=each.pk in running) for each in mine]
        debtor = _debtor(mine[0], late, to, _blocked(pk, steps, issuer, to, today))
        found.append(LateAccount(mine[0].account, to, verdict(debtor, steps, today)))
    return found


def _with_facts(charges: QuerySet[Any], today: date) -> QuerySet[Any]:
    """The charges with what is known of each and of its account, in the same statement."""
    charge, account = OuterRef("pk"), OuterRef("account")
    sent = ReminderItem.objects.filter(charge=charge, reminder__withdrawal=None).order_by().values("charge")
    letters = Reminder.objects.filter(account=account, withdrawal=None).order_by().values("account")
    credit = Posting.objects.filter(account=account, charge=None).order_by().values("account")
    kinds = (Posting.Kind.RETURNED, Posting.Kind.DISPUTE)
    back = Posting.objects.filter(charge=charge, kind__in=kinds).order_by("-booked_on", "-pk")
    # On the pay page only a debit can fail: after a refused card the page asks for another one.
    by_debit = Q(kind=Attempt.Kind.CHECKOUT) | Q(method_type="sepa_debit")
    tried = Attempt.objects.filter(charge=charge)
    failed = tried.filter(by_debit, state=Attempt.State.FAILED, synced_at__isnull=False).order_by("-synced_at", "-pk")
    # What the invoice says of both sides is long, and nobody here reads it.
    return charges.defer("invoice__recipient", "invoice__issuer").annotate(
        reached=Coalesce(Subquery(sent.annotate(last=Max("stage")).values("last")), 0),
        reminded_on=Subquery(letters.annotate(last=Max("sent_on")).values("last")),
        credit_cents=Coalesce(Subquery(credit.annotate(sum=Sum("amount_cents")).values("sum")), 0),
        is_announced=Exists(tried.filter(state=Attempt.State.ANNOUNCED)),
        is_away=Exists(TimeOut.objects.on(today).filter(person=OuterRef("account__member__person"))),
        back_on=Subquery(back.values("booked_on")[:1]),
        back_code=Subquery(back.values("reason_code")[:1]),
        failed_at=Subquery(failed.values("synced_at")[:1]),
        failed_code=Subquery(failed.values("error_code")[:1]),
    )


def _late(charge: Any, *, has_mandate: bool, is_running: bool) -> Late:
    returned_on, code = _returned(charge)
    return Late(
        charge.pk,
        charge.invoice.number,
        charge.due_on,
        charge.open_cents,
        reached=charge.reached,
        is_fee=charge.key.startswith(FEE_KEY),
        is_running=is_running,
        # Drawn without the payer doing anything: announced, or by a mandate that has not failed.
        is_collected=charge.is_announced or (has_mandate and returned_on is None),
        returned_on=returned_on,
        return_code=code,
    )


def _returned(charge: Any) -> tuple[date | None, str]:
    """When its debit last came back or failed, and the code of the reason."""
    failed_on = charge.failed_at and timezone.localdate(charge.failed_at)
    if failed_on and (charge.back_on is None or failed_on >= charge.back_on):
        return failed_on, charge.failed_code
    return charge.back_on, charge.back_code or ""


def _able_to_collect(charges: Sequence[Any], today: date) -> set[int]:
    """Accounts that pay by debit and have a mandate that carries one."""
    payers = {charge.account_id for charge in charges if charge.account.way == Account.Way.DEBIT}
    mandates = Mandate.objects.filter(account__in=payers, ended_on=None)
    return {each.account_id for each in mandates if why_not_collect_by(each, today) is None}


def _blocked(
    account_id: int, steps: Sequence[Stage], issuer: Mapping[str, str], to: Mapping[str, str], day: date
) -> str:
    """What is missing for the document of a fee, in words; "" where nothing is, or no stage has one."""
    if not any(step.fee_cents for step in steps):
        return ""
    draft = fee_draft(account_id, steps[-1], day, day + timedelta(days=1))
    missing = labels_of(missing_fields(draft, issuer=issuer, recipient=to))
    return (why_not_issue(draft, missing=missing) or "") if missing else ""


def _debtor(charge: Any, late: Sequence[Late], to: Mapping[str, str], blocked: str) -> Debtor:
    """`charge`: any of the account, all know the same of it."""
    account, person = charge.account, charge.account.member.person
    return Debtor(
        late,
        has_died=bool(person and person.died_on),
        is_away=charge.is_away,
        paused_until=account.reminders_paused_until,
        pause_reason=account.pause_reason,
        reminded_on=charge.reminded_on,
        credit_cents=charge.credit_cents,
        is_reachable=can_be_told(to),
        blocked=blocked,
    )
