"""Which version of the dues regulations counts on a day."""

from datetime import date

from members.dues.models import FeeBook, FeeRegulations


def fee_regulations_on(day: date) -> FeeRegulations | None:
    """The version in force on `day`; None before the first one and after the end one names for itself."""
    found = FeeRegulations.objects.on(day).first()
    return None if found is None or (found.ends_on and found.ends_on < day) else found


def fee_book_on(day: date) -> FeeBook | None:
    """What the regulations in force on `day` say. For a year of dues ask for its first day."""
    found = fee_regulations_on(day)
    return found.book if found else None


def reminder_fee(day: date) -> int:
    """What a reminder sent on `day` costs by the regulations, in cents; 0 where they name none (L-DUES-11)."""
    book = fee_book_on(day)
    return book.payment.reminder_cents if book else 0


def passes_on_return_costs(day: date) -> bool:
    """Whether the regulations let the member bear what the bank takes for a debit that comes back (L-DUES-11)."""
    book = fee_book_on(day)
    return bool(book and book.payment.returned_debit_passed_on)
