"""Writes: who pays for a member, how, and whether reminders rest."""

from typing import Any

from django.db import transaction

from members.billing.models import Account, Attempt
from members.models import Member, User
from verein import audit


@transaction.atomic
def open_account(member: Member, *, actor: User) -> Account:
    """The member's account, made where there is none: to note another payer or the way of payment beforehand."""
    account, is_new = Account.objects.get_or_create(member=member)
    if is_new:
        audit.log("billing.open_account", account, actor=actor)
    return account


@transaction.atomic
def save_account(account: Account, *, data: dict[str, Any], actor: User) -> list[str]:
    """Store the fields in `data` that differ; returns their names. Issued documents keep what they say."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    changed = audit.changed_fields(row, data)
    for name in changed:
        setattr(row, name, data[name])
    if changed:
        row.save(update_fields=changed)
        call_off_collections(row)
        audit.log("billing.save_account", row, actor=actor, fields=changed)
    return changed


def call_off_collections(account: Account) -> None:
    """What was announced for the card or account at Stripe is off where that is not the way any more; it is locked.

    What Stripe was asked for already runs on.
    """
    if account.way != Account.Way.STRIPE:
        announced = Attempt.objects.filter(account=account, state=Attempt.State.ANNOUNCED, request="")
        announced.update(state=Attempt.State.CANCELLED, watched=False)
