"""Reads: what stays unpaid after the last reminder; who prepares a removal asks for it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from members.billing.models import Account, Reminder, ReminderItem
from members.billing.rules.reminding import FEE_KEY

from .charges import running_debits
from .desk import overdue_charges


@dataclass(frozen=True)
class Unpaid:
    """An account whose last reminder has passed; counted are reminders of what is still open, none withdrawn."""

    account: Account
    unpaid_since: date
    open_cents: int
    numbers: Sequence[str]
    reminder_count: int
    last_sent_on: date
    threatened: bool


def unpaid_after_the_last(today: date, member_ids: Iterable[int] | None = None) -> list[Unpaid]:
    """Accounts with an open charge of a last reminder whose day to pay is past; pauses and debits aside."""
    last = Reminder.objects.filter(is_last=True, withdrawal=None, pay_until__lt=today)
    if member_ids is not None:
        last = last.filter(account__member__in=list(member_ids))
    accounts = set(last.values_list("account", flat=True))
    if not accounts:
        return []
    items: dict[int, list[ReminderItem]] = defaultdict(list)
    sent = ReminderItem.objects.filter(reminder__account__in=accounts, reminder__withdrawal=None, stage__gt=0)
    for item in sent.select_related("reminder"):
        items[item.charge_id].append(item)
    owed: dict[int, list[Any]] = defaultdict(list)
    charges = list(overdue_charges(today).filter(account__in=accounts).exclude(key__startswith=FEE_KEY))
    running = running_debits(charge.pk for charge in charges)
    for charge in charges:
        paused = charge.account.reminders_paused_until
        if items[charge.pk] and charge.pk not in running and not (paused and paused >= today):
            owed[charge.account_id].append(charge)
    found = (_unpaid(charges, items, today) for charges in owed.values())
    return [row for row in found if row]


def _unpaid(charges: Sequence[Any], items: dict[int, list[ReminderItem]], today: date) -> Unpaid | None:
    letters = {item.reminder_id: item.reminder for charge in charges for item in items[charge.pk]}
    over = [letter for letter in letters.values() if letter.is_last and letter.pay_until < today]
    if not over:
        return None
    return Unpaid(
        charges[0].account,
        unpaid_since=min(charge.due_on for charge in charges),
        open_cents=sum(charge.open_cents for charge in charges),
        numbers=list(dict.fromkeys(charge.invoice.number for charge in charges)),
        reminder_count=len(letters),
        last_sent_on=max(letter.sent_on for letter in letters.values()),
        threatened=any(letter.clause for letter in letters.values()),
    )
