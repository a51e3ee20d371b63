"""Whoever writes around the actions is refused by the database: numbers, sums, accounts, offsets."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from members.billing.actions import issue, pay_from_credit, post, reverse
from members.billing.models import Account, Charge, Invoice, InvoiceDocument, InvoiceLine, Posting
from members.billing.queries.checking import problems
from members.billing.rules import Movement
from tests.factories import make_account, make_draft

TODAY = date(2027, 1, 10)
SPAN = {"from_on": TODAY, "until_on": date(2028, 1, 1), "retain_until": date(2035, 12, 31)}


def new_invoice(**changed: Any) -> Invoice:
    """The next document, whole but for what is `changed`."""
    values = {
        "kind": "dues",
        "account": Account.objects.earliest("pk"),
        "series": "B",
        "year": 2027,
        "sequence": 3,
        "number": "B-2027-000003",
        "issued_on": TODAY,
        "total_cents": 100,
        "recipient": {},
        "issuer": {},
        **SPAN,
        **changed,
    }
    return Invoice.objects.create(**values)


def line(invoice: Invoice, cents: int, vat: int = 0, position: int = 1) -> None:
    InvoiceLine.objects.create(
        invoice=invoice, position=position, fee="x", text="x", gross_cents=cents, net_cents=cents - vat, vat_cents=vat
    )


def charge(invoice: Invoice, cents: int, key: str = "new", **changed: Any) -> None:
    values = {"account": invoice.account, "due_on": TODAY, **changed}
    Charge.objects.create(invoice=invoice, key=key, amount_cents=cents, **values)


def booked(ref: str, cents: int, on: Charge | None, kind: str = "payment", account: Account | None = None) -> None:
    account = account or Account.objects.earliest("pk")
    Posting.objects.create(
        account=account, charge=on, kind=kind, way="book", amount_cents=cents, ref=ref, booked_on=TODAY
    )


def offset(taken: int, given: int, names: tuple[str, str] = ("from", "to"), account: Account | None = None) -> None:
    booked(f"x:{names[0]}", taken, None, "offset", account)
    booked(f"x:{names[1]}", given, owed(), "offset")


def owed() -> Charge:
    return Charge.objects.get(key="1")


def document(lines: int, due: int, **changed: Any) -> Invoice:
    invoice = new_invoice(**changed)
    line(invoice, lines)
    charge(invoice, due)
    return invoice


def whole(**changed: Any) -> Invoice:
    return document(lines=100, due=100, **changed)


def cancelled(**changed: Any) -> None:
    first = Invoice.objects.get(sequence=1)
    values = {"kind": "reversal", "reverses": first, "total_cents": -first.total_cents, "account": first.account}
    invoice = new_invoice(**{**values, **changed})
    line(invoice, -first.total_cents)


AT_ONCE: dict[str, Callable[[], object]] = {
    "a number is left out": lambda: whole(sequence=4, number="B-2027-000004"),
    "a number is printed otherwise": lambda: whole(number="B-2027-3"),
    "another series begins with its second number": lambda: whole(series="R", sequence=2, number="R-2027-000002"),
    "the year is not that of issue": lambda: whole(year=2026, sequence=1, number="B-2026-000001"),
    "a reversal of less than the whole": lambda: cancelled(total_cents=-1),
    "a reversal for somebody else": lambda: cancelled(account=make_account()),
    "a charge of somebody else": lambda: charge(new_invoice(), 100, account=make_account()),
    "charged twice": lambda: charge(new_invoice(), 100, key="1"),
    "a line after the document was written": lambda: line(Invoice.objects.get(sequence=2), 0, position=9),
    "a charge after the document was written": lambda: charge(Invoice.objects.get(sequence=2), 0),
    "a posting of somebody else": lambda: booked("x", 1, owed(), account=make_account()),
}
AT_COMMIT: dict[str, Callable[[], object]] = {
    "a document without lines": lambda: charge(new_invoice(), 100),
    "lines below the total": lambda: document(lines=99, due=100),
    "VAT that no line names": lambda: whole(vat_cents=16),
    "nothing due": lambda: line(new_invoice(), 100),
    "less due than the total": lambda: document(lines=100, due=60),
    "a line added later": lambda: line(Invoice.objects.get(sequence=1), 1, position=2),
    "a charge added later": lambda: charge(Invoice.objects.get(sequence=1), 1),
    "a reversal that leaves its charges owed": cancelled,
    "more on a charge than is due": lambda: booked("x", 1000000, owed()),
    "half an offset": lambda: booked("x:to", 5, owed(), "offset"),
    "an offset with another sum": lambda: offset(-4, 5),
    "an offset between two accounts": lambda: offset(-5, 5, account=make_account()),
    "an offset that is no pair by name": lambda: offset(-5, 5, names=("a", "b")),
}


def refused(write: Callable[[], object]) -> str:
    when = "at once"
    try:
        with transaction.atomic():
            write()
            when = "at commit"
    except IntegrityError:
        return when
    return "never"


@pytest.mark.django_db(transaction=True)
def test_what_does_not_add_up_is_never_in_the_books() -> None:
    account = make_account()
    issue(account, make_draft(key="1"), issued_on=TODAY, actor=None)
    second = issue(account, make_draft(key="2"), issued_on=TODAY, actor=None)
    InvoiceDocument.objects.get_or_create(invoice=second, defaults={"file": "x.pdf", "sha256": "x"})
    before = [model.objects.count() for model in (Invoice, InvoiceLine, Charge, Posting)]

    for what, write in AT_ONCE.items():
        assert refused(write) == "at once", what
    for what, write in AT_COMMIT.items():
        assert refused(write) == "at commit", what

    assert [model.objects.count() for model in (Invoice, InvoiceLine, Charge, Posting)] == before
    with transaction.atomic():
        whole()
    assert problems() == []


@pytest.mark.django_db(transaction=True)
def test_two_payments_at_once_around_the_action_do_not_overfill_a_charge() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nobody meets there")
    owed = issue(make_account(), make_draft(cents=100), issued_on=TODAY, actor=None).charges.get()
    both_have_written = threading.Barrier(2, timeout=30)

    def pay(number: int) -> bool:
        try:
            with transaction.atomic():
                booked(f"x{number}", 100, owed)
                both_have_written.wait()
        except IntegrityError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(pay, range(2))) == [False, True]


@pytest.mark.django_db
def test_the_actions_get_past_all_of_it() -> None:
    account = make_account()
    first = issue(account, make_draft(key="1", parts=2), issued_on=TODAY, actor=None)
    owed = first.charges.get(part=1)
    post(Movement(account, owed, "payment", "debit", 9000, "bank:1", TODAY), actor=None)
    post(Movement(account, owed, "returned", "debit", -9000, "bank:2", TODAY, reason_code="MS03"), actor=None)
    post(Movement(account, None, "payment", "transfer", 5000, "bank:3", TODAY), actor=None)
    pay_from_credit(first.charges.get(part=2), 4000, ref="credit:1", booked_on=TODAY, actor=None)
    reverse(first, issued_on=TODAY, actor=None)
    issue(account, make_draft(key="1"), issued_on=TODAY, actor=None)
    connection.check_constraints()
    assert problems() == []
