"""Writes: SEPA mandates are given, replaced, revoked, stopped, and lapse."""

import re
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members.billing.mails import mandates as mails
from members.billing.models import Account, BillingSettings, Mandate
from members.billing.models.checks import validate_iban
from members.billing.queries.collecting import next_mandate_reference
from members.billing.rules.collecting import TEXT_VERSION
from members.billing.rules.returns import advice_on
from members.billing.rules.statements import shortened, tidy_iban
from members.models import User
from verein import audit
from verein.sealed import fingerprint, seal

from .accounts import call_off_collections
from .refusal import BillingRefused

Ended = Mandate.Ended


@transaction.atomic
def give_mandate(
    account: Account,
    *,
    iban: str,
    holder: str,
    signed_on: date,
    how: str,
    actor: User | None,
    today: date,
    reference: str = "",
) -> Mandate:
    """A new mandate; the one before is replaced, and the account pays by debit from now on. The payer gets a copy.

    `reference` is what stands on the paper, else the next one of the member. Raises BillingRefused where the IBAN is
    wrong, the reference was used before, or the association cannot collect. Locks the account.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    if not BillingSettings.load().creditor_identifier:
        raise BillingRefused(_("The association does not collect by direct debit yet."))
    iban = tidy_iban(iban)
    try:
        validate_iban(iban)
    except ValidationError as error:
        raise BillingRefused(error.messages[0]) from error
    if signed_on > today:
        raise BillingRefused(_("The day of the signature lies ahead."))
    reference = _free(reference) or next_mandate_reference(account)
    for old in Mandate.objects.filter(account=account, ended_on=None):
        _end(old, Ended.REPLACED, on=today, actor=actor)
    mandate = Mandate.objects.create(
        account=account,
        reference=reference,
        holder=holder.strip()[:70],
        iban_sealed=seal(iban),
        iban_hash=fingerprint(iban),
        iban_short=shortened(iban),
        signed_on=signed_on,
        how=how,
        text_version=TEXT_VERSION,
        actor=actor,
    )
    _pay_by(account, Account.Way.DEBIT)
    audit.log("billing.give_mandate", mandate, actor=actor)
    mails.mandate_given(mandate)
    return mandate


def _free(reference: str) -> str:
    """In capitals; raises BillingRefused where it is malformed or was used before (L-SEPA-2)."""
    reference = reference.strip().upper()
    if reference and not re.fullmatch(r"[A-Z0-9-]{1,35}", reference):
        raise BillingRefused(_("A mandate reference has at most 35 capitals, digits and hyphens."))
    if reference and Mandate.objects.filter(reference__iexact=reference).exists():
        raise BillingRefused(_("This mandate reference was used before: please choose another one."))
    return reference


@transaction.atomic
def revoke_mandate(mandate: Mandate, *, actor: User | None, today: date) -> None:
    """No debit any more from now on; the account pays by transfer. Locks the account, then the mandate.

    Raises BillingRefused where it has ended.
    """
    Account.objects.select_for_update().get(pk=mandate.account_id)
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if mandate.ended_on is not None:
        raise BillingRefused(_("The mandate has ended already."))
    _end(mandate, Ended.REVOKED, on=today, actor=actor)
    _pay_by(mandate.account, Account.Way.TRANSFER)
    mails.mandate_ended(mandate)


def stop_after_return(
    accounts: set[int], code: str, *, on: date, actor: User | None, end_to_end: str = "", reference: str = ""
) -> int:
    """Mandates rest where the code of a returned debit says so (L-SEPA-8); returns how many.

    Only that of the debit, where its own references tell: another one may have been given meanwhile.
    """
    if not advice_on(code).stops_mandate:
        return 0
    ours = Mandate.objects.filter(account__in=accounts)
    told = set(
        ours.filter(Q(debits__end_to_end=end_to_end) | Q(reference__iexact=reference)).values_list("pk", flat=True)
    )
    live = Mandate.objects.select_for_update().filter(account__in=accounts, ended_on=None)
    mandates = [mandate for mandate in live if not told or mandate.pk in told]
    for mandate in mandates:
        mandate.return_code = code
        _end(mandate, Ended.RETURNED, on=max(on, mandate.signed_on), actor=actor)
    return len(mandates)


def revive_after_return(accounts: set[int], code: str, *, on: date, actor: User | None) -> int:
    """The return was a mistake: mandates that rest because of it count again, unless there is another by now."""
    ended = Mandate.objects.select_for_update().filter(
        account__in=accounts, ended_how=Ended.RETURNED, return_code=code, ended_on__gte=on
    )
    newer = set(Mandate.objects.filter(account__in=accounts, ended_on=None).values_list("account", flat=True))
    count = 0
    for mandate in ended.order_by("-pk"):
        if mandate.account_id not in newer:
            mandate.ended_on, mandate.ended_how, mandate.return_code = None, "", ""
            mandate.save(update_fields=["ended_on", "ended_how", "return_code"])
            audit.log("billing.revive_mandate", mandate, actor=actor, fields=["ended_how"])
            newer.add(mandate.account_id)
            count += 1
    return count


def lapse_mandates(now_day: date) -> int:
    """Those not used for 36 months end, and their payers are asked for a new one; returns how many."""
    old = Mandate.objects.filter(ended_on=None, signed_on__lte=now_day - timedelta(days=3 * 365))
    count = 0
    for pk in [mandate.pk for mandate in old if mandate.lapses_on <= now_day]:
        with transaction.atomic():
            mandate = Mandate.objects.select_for_update().get(pk=pk)
            if mandate.ended_on is None:
                _end(mandate, Ended.LAPSED, on=now_day, actor=None)
                mails.mandate_ended(mandate)
                count += 1
    return count


def follow_the_calendar(now: datetime) -> None:
    """Every night (run by the scheduler)."""
    lapse_mandates(timezone.localdate(now))


def _end(mandate: Mandate, how: str, *, on: date, actor: User | None) -> None:
    mandate.ended_on, mandate.ended_how = on, how
    mandate.save(update_fields=["ended_on", "ended_how", "return_code"])
    audit.log("billing.end_mandate", mandate, actor=actor, fields=["ended_how"])


def _pay_by(account: Account, way: str) -> None:
    if account.way != way:
        account.way = way
        account.save(update_fields=["way"])
        call_off_collections(account)
