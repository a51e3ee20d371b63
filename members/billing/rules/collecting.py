"""Why not collect: mandates, and who is in a debit run."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.billing.models import Account, Debit, Mandate

from .returns import advice_on
from .target import is_target_day

TRY_AGAIN_AFTER = timedelta(days=14)
MOST_RETURNS = 2
TEXT_VERSION = "2026-11"


def next_reference(member_number: str, used: Sequence[str]) -> str:
    """The member's number and the first number not used yet: `M00012-01`; capitals, digits and hyphens only."""
    stem = re.sub(r"[^A-Z0-9]+", "-", member_number.upper()).strip("-")[:31] or "M"
    taken = {reference.upper() for reference in used}
    number = next(n for n in range(1, 1000) if f"{stem}-{n:02}" not in taken)
    return f"{stem}-{number:02}"


def why_not_collect_by(mandate: Mandate | None, on: date) -> str | None:
    """Why this mandate does not carry a debit on that day, or None."""
    if mandate is None:
        return _("There is no mandate.")
    if mandate.ended_on is not None and mandate.return_code:
        return _("The mandate rests after a returned debit: %(why)s") % {"why": advice_on(mandate.return_code).meaning}
    if mandate.ended_on is not None:
        return _("The mandate has ended (%(how)s).") % {"how": mandate.get_ended_how_display()}
    if mandate.lapses_on <= on:
        return _("The mandate has lapsed after 36 months without use.")
    return None


def has_died(account: Account) -> bool:
    """Nothing is collected from the dead, whatever was announced (L-DUES-14)."""
    person = account.member.person
    return bool(person and person.died_on)


def hears_nothing(account: Account) -> bool:
    """Whether nobody is left to be told: the member has died, and nobody else pays for the member."""
    return has_died(account) and not account.payer_name


@dataclass(frozen=True)
class Payer:
    """Facts about an account with due charges and the way debit."""

    mandate: Mandate | None
    has_address: bool  # an e-mail or a postal address for the pre-notification
    has_died: bool = False
    paused_until: date | None = None
    returned_on: date | None = None  # the last time one of these charges came back
    return_code: str = ""
    return_count: int = 0


def why_not_in_run(payer: Payer, collect_on: date) -> str | None:
    """Why this payer is left out of a run that collects on that day, or None."""
    if payer.has_died:
        return _("The member has died.")
    if reason := why_not_collect_by(payer.mandate, collect_on):
        return reason
    if payer.paused_until and payer.paused_until >= collect_on:
        until = date_format(payer.paused_until, "SHORT_DATE_FORMAT")
        return _("It is deferred or disputed until %(day)s.") % {"day": until}
    if reason := _why_not_again(payer, collect_on):
        return reason
    if not payer.has_address:
        return _("There is neither an e-mail address nor a postal address for the pre-notification.")
    return None


def _why_not_again(payer: Payer, collect_on: date) -> str | None:
    if payer.returned_on is None:
        return None
    if payer.return_count >= MOST_RETURNS:
        return _("It came back twice already.")
    if payer.returned_on + TRY_AGAIN_AFTER > collect_on:
        return _("It came back less than 14 days before.")
    return None


def why_not_run(collect_on: date, *, today: date, notice_days: int, has_settings: bool) -> str | None:
    """Why no run can be started for that day, or None (L-SEPA-4, L-SEPA-5)."""
    if not has_settings:
        return _("Account holder, IBAN and creditor identifier are missing in the settings.")
    if collect_on < today + timedelta(days=notice_days):
        return _("Payers must be told %(days)d days before.") % {"days": notice_days}
    if not is_target_day(collect_on):
        return _("Banks do not settle on this day. Please choose a banking day.")
    return None


@dataclass(frozen=True)
class Standing:
    """What has become of an announced debit until now."""

    mandate: Mandate
    way: str
    open_cents: int  # of what it was to collect
    has_died: bool = False
    paused_until: date | None = None
    is_paid_online: bool = False  # money for one of its charges is on its way through Stripe


def why_left_out(standing: Standing, collect_on: date) -> str:
    """Why an announced debit is not collected after all (`Debit.LeftOut`), or ""."""
    why = Debit.LeftOut
    reasons = (
        (why.DIED, standing.has_died),
        (why.MANDATE, why_not_collect_by(standing.mandate, collect_on) is not None),
        (why.WAY, standing.way != Account.Way.DEBIT),
        (why.PAUSED, standing.paused_until is not None and standing.paused_until >= collect_on),
        (why.PAID, standing.open_cents <= 0),
        (why.ONLINE, standing.is_paid_online),
    )
    return next((reason.value for reason, holds in reasons if holds), "")


def told_because(debit: Debit) -> str:
    """In the active language what its payer is told about why nothing is collected; the treasurer's words stay here."""
    why = Debit.LeftOut
    said = {
        why.MANDATE: _(
            "The mandate has ended. What is open stays due: please pay it by transfer or give a new mandate."
        ),
        why.WAY: _("It is no longer paid by direct debit. What is open stays due."),
        why.PAUSED: _("The payment is put off."),
        why.PAID: _("Nothing of it is open any more."),
        why.ONLINE: _("It is being paid online."),
    }
    return str(said.get(why(debit.left_out), "")) if debit.left_out else ""


def why_not_leave_out(debit: Debit) -> str | None:
    """Why this debit cannot be taken out of its run, or None."""
    if debit.run.downloaded_at is not None:
        return _("The file is with the bank; nothing in it changes any more.")
    if debit.run.cancelled_at is not None:
        return _("This run is cancelled.")
    if debit.left_out:
        return _("This payer is left out already.")
    return None
