"""Writes: reminders are sent as they were previewed, withdrawn where they were wrong; the stages and quiet days."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from members.billing.mails import reminders as mails
from members.billing.models import (
    Account,
    Charge,
    Invoice,
    Reminder,
    ReminderItem,
    ReminderRun,
    ReminderSettings,
    ReminderWithdrawal,
)
from members.billing.queries.desk import overdue_charges
from members.billing.queries.ledger import open_cents_of
from members.billing.queries.parties import recipient_of
from members.billing.queries.people import treasurers_addresses
from members.billing.queries.reminders import Plan, Planned, clause_words, plan, regulated_fee
from members.billing.rules.reminding import fee_draft, stages_of, why_not_stages, why_not_withdraw
from members.models import User
from verein import audit

from .invoicing import issue, reverse
from .refusal import BillingRefused
from .reminder_letters import make_letter_of

TOLD_EVERY = timedelta(days=7)


@transaction.atomic
def send_reminders(*, fingerprint: str, actor: User | None, now: datetime) -> ReminderRun:
    """Send exactly what the preview with this `fingerprint` showed. Locks the settings, then the accounts.

    Raises BillingRefused on quiet days, where nobody is to be reminded, and where anything has changed since.
    """
    ReminderSettings.load()
    ReminderSettings.objects.select_for_update().get()
    today = timezone.localdate(now)
    owing = overdue_charges(today).order_by().values("account")
    list(Account.objects.select_for_update().filter(pk__in=owing).order_by("pk"))
    found = plan(today)
    if found.reason:
        raise BillingRefused(found.reason)
    if not found.chosen:
        raise BillingRefused(_("Nobody is to be reminded."))
    if found.fingerprint != fingerprint:
        raise BillingRefused(_("Something has changed since the preview. Please look at it again."))
    run = ReminderRun.objects.create(ran_on=today, actor=actor)
    for row in found.chosen:
        _remind(run, row, found, actor)
    audit.log("billing.send_reminders", run, actor=actor)
    return run


def _remind(run: ReminderRun, row: Planned, found: Plan, actor: User | None) -> None:
    """In the reader's language; the fee, if there is one, is a document of its own."""
    assert row.step is not None  # those chosen have one
    stage, language = row.step.stage, row.recipient["language"]
    with translation.override(language):
        title, text = stage.title, stage.words
        clause = clause_words(found.today) if stage.is_last else ""
        draft = fee_draft(row.account.pk, stage, found.today, found.pay_until)
    fee = issue(row.account, draft, issued_on=found.today, actor=actor) if stage.fee_cents else None
    asked = _fee_items(fee)
    reminder = Reminder.objects.create(
        run=run,
        account=row.account,
        stage=stage.number,
        title=title,
        text=text,
        is_last=stage.is_last,
        clause=clause,
        sent_on=found.today,
        pay_until=found.pay_until,
        by=row.by,
        open_cents=row.step.open_cents + sum(item.open_cents for item in asked),
        fee_invoice=fee,
        recipient=recipient_of(row.account, found.today),
        issuer=found.issuer,
        language=language,
    )
    asked = [
        *(
            ReminderItem(
                charge_id=late.charge_id,
                stage=reached,
                open_cents=late.open_cents,
                returned_on=late.returned_on,
                return_code=late.return_code,
            )
            for late, reached in row.step.items
        ),
        *asked,
    ]
    for item in asked:
        item.reminder = reminder
    ReminderItem.objects.bulk_create(asked)
    make_letter_of.enqueue(reminder.pk)


def _fee_items(fee: Invoice | None) -> list[ReminderItem]:
    """The fee as a line of the letter; nothing where credit has paid it at once."""
    charges = Charge.objects.filter(invoice=fee) if fee else ()
    return [
        ReminderItem(charge=charge, stage=0, open_cents=open_)
        for charge in charges
        if (open_ := open_cents_of(charge)) > 0
    ]


@transaction.atomic
def withdraw_reminder(reminder: Reminder, *, reason: str, today: date, actor: User | None) -> ReminderWithdrawal:
    """It was wrong: it counts no more, its fee is cancelled, the payer is told. Locks the account.

    Raises BillingRefused where it is withdrawn already, or the fee cannot be cancelled now.
    """
    Account.objects.select_for_update().get(pk=reminder.account_id)
    withdrawn = ReminderWithdrawal.objects.filter(reminder=reminder).exists()
    if why := why_not_withdraw(is_withdrawn=withdrawn):
        raise BillingRefused(why)
    found = ReminderWithdrawal.objects.create(reminder=reminder, withdrawn_on=today, reason=reason, actor=actor)
    fee = reminder.fee_invoice
    if fee and not Invoice.objects.filter(reverses=fee).exists():
        reverse(fee, issued_on=today, actor=actor)
    mails.reminder_withdrawn(reminder)
    audit.log("billing.withdraw_reminder", reminder, actor=actor)
    return found


@transaction.atomic
def save_reminder_settings(
    *, stages: list[dict[str, Any]], quiet: list[dict[str, Any]], fee_cap_cents: int, today: date, actor: User
) -> ReminderSettings:
    """`stages` and `quiet` with the fields of `Stage` (without the number) and `Quiet`; raises BillingRefused."""
    allowed = regulated_fee(today)
    if why := why_not_stages(stages_of(stages), cap_cents=fee_cap_cents, regulated_cents=allowed):
        raise BillingRefused(why)
    ReminderSettings.load()
    settings = ReminderSettings.objects.select_for_update().get()
    settings.stages = sorted(stages, key=lambda row: row["days"])
    settings.quiet = [
        {**row, "from_on": row["from_on"].isoformat(), "last_on": row["last_on"].isoformat()} for row in quiet
    ]
    settings.fee_cap_cents = fee_cap_cents
    settings.save(update_fields=["stages", "quiet", "fee_cap_cents"])
    audit.log("billing.save_reminder_settings", settings, actor=actor)
    return settings


@transaction.atomic
def tell_of_due_reminders(now: datetime) -> int:
    """Mail the treasurer how many are due, at most once a week and not on quiet days; nobody is reminded by itself."""
    ReminderSettings.load()
    settings = ReminderSettings.objects.select_for_update().get()
    today = timezone.localdate(now)
    if settings.told_on and settings.told_on + TOLD_EVERY > today:
        return 0
    found = plan(today)
    if found.reason or not found.chosen:
        return 0
    for address in treasurers_addresses():
        mails.reminders_due(to=address, count=len(found.chosen), cents=found.total_cents)
    settings.told_on = today
    settings.save(update_fields=["told_on"])
    return len(found.chosen)
