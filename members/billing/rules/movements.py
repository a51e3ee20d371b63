"""What is to be booked: one movement of money or of credit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.billing.models import Account, Charge, Posting

BY_HAND = "hand:"  # how references of payments begin that somebody entered
SURPLUS = ":surplus"  # what follows a posting's reference where it left more on its charge than that asked for


@dataclass(frozen=True)
class Movement:
    """`amount_cents` is signed: positive lowers what is owed. `ref` exists once: the same news twice is booked once.

    `kind`, `way`, `reason_code` as at `Posting`; `charge` None is credit of the account.
    """

    account: Account
    charge: Charge | None
    kind: str
    way: str
    amount_cents: int
    ref: str
    booked_on: date
    note: str = ""
    reason_code: str = ""


@dataclass(frozen=True)
class Receipt:
    """Money that came in, or is said to have: `amount_cents` above zero. `ref` names it once (`Posting.ref`)."""

    amount_cents: int
    way: str
    booked_on: date
    ref: str
    note: str = ""


def allocate(amount_cents: int, open_charges: Iterable[tuple[Charge, int]]) -> list[tuple[Charge | None, int]]:
    """Which charge gets how much, in the order given; what is left over is credit (None). The parts sum up to all."""
    parts: list[tuple[Charge | None, int]] = []
    for charge, open_cents in open_charges:
        if (part := min(amount_cents, open_cents)) > 0:
            parts.append((charge, part))
            amount_cents -= part
    return [*parts, (None, amount_cents)] if amount_cents else parts


def why_not_book(day: date, *, today: date, open_from: date | None) -> str | None:
    """Why nothing can be booked on `day`, or None. Before `open_from` the years are closed."""
    if day > today:
        return _("This day has not come yet.")
    if open_from and day < open_from:
        return _("The books are closed before %(day)s.") % {"day": date_format(open_from)}
    return None


def why_not_close(until_on: date, *, today: date, open_from: date | None) -> str | None:
    """Why the year that ends before `until_on` cannot be closed, or None."""
    if until_on > today:
        return _("This year is not over yet.")
    if open_from and until_on <= open_from:
        return _("This year is closed already.")
    return None


def why_not_forgive(amount_cents: int, *, open_cents: int, is_debit_running: bool) -> str | None:
    """Why so much of a charge cannot be waived or written off, or None."""
    if is_debit_running:
        return _("A debit is running for this: wait for its result.")
    if amount_cents <= 0:
        return _("The amount must be above zero.")
    if amount_cents > open_cents:
        return _("So much is not open any more.")
    return None


def why_not_take_back(posting: Posting, *, is_taken_back: bool) -> str | None:
    """Why this posting stays, or None: only what somebody entered by hand was perhaps never true."""
    kinds = {Posting.Kind.WAIVER, Posting.Kind.WRITE_OFF}
    if posting.kind not in kinds and not posting.ref.startswith(BY_HAND):
        return _("This posting came from the bank or the payment service: it can be offset, not taken back.")
    if is_taken_back:
        return _("This posting is taken back already.")
    return None
