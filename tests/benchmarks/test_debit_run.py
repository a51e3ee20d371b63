"""A debit run of many payers: announced, made into the bank's file, booked; the README's table.

`pytest tests/benchmarks/test_debit_run.py --members 3000 -s` makes the rows of 3,000.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from lxml import etree

from members.billing.actions import telling
from members.billing.actions.collecting import file_of, start_run
from members.billing.actions.settling import settle_rest, settle_run
from members.billing.models import (
    Account,
    BillingSettings,
    Charge,
    Debit,
    DebitRun,
    Invoice,
    InvoiceLine,
    Mandate,
    Posting,
)
from members.models import Person
from tests.factories import sign_in, user_in_group
from verein.models import Mail
from verein.sealed import fingerprint, seal

from .dues import BATCH, Measured, analyze, make_members, measured, seconds_of_a_bare_insert

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.benchmark]
NOW, DAY = datetime(2027, 2, 1, 9, tzinfo=UTC), date(2027, 2, 15)
CENTS, IBAN = 12000, "DE89370400440532013000"


@transaction.atomic  # a document and its lines are one thing
def _owe(accounts: list[Account]) -> None:
    """Everybody has an e-mail address, a mandate, and an invoice of one charge."""
    for person in (people := list(Person.objects.all())):
        person.email = f"{person.slug}@example.org"
    Person.objects.bulk_update(people, ["email"], batch_size=BATCH)
    Account.objects.update(way=Account.Way.DEBIT)
    settings = BillingSettings.load()
    settings.iban, settings.account_holder = "DE02120300000000202051", "Unternehmernetz Emsbogen e. V."
    settings.creditor_identifier = "DE98ZZZ09999999999"
    settings.save()
    sealed = {"iban_sealed": seal(IBAN), "iban_hash": fingerprint(IBAN), "iban_short": "DE89 … 3000"}
    Mandate.objects.bulk_create(
        (
            Mandate(account=each, reference=f"B{n:06}-01", holder="Jonas Test", signed_on=date(2026, 1, 1), **sealed)
            for n, each in enumerate(accounts)
        ),
        batch_size=BATCH,
    )
    invoices = Invoice.objects.bulk_create(
        (
            Invoice(
                account=each, kind="dues", series="B", year=2027, sequence=n, number=f"B-2027-{n:06}",
                issued_on=NOW, from_on=date(2027, 1, 1), until_on=date(2028, 1, 1), total_cents=CENTS, recipient={},
                issuer={}, retain_until=date(2035, 12, 31),
            )
            for n, each in enumerate(accounts, 1)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    InvoiceLine.objects.bulk_create(
        (
            InvoiceLine(invoice=each, position=1, fee="full", text="Jahresbeitrag", gross_cents=CENTS, net_cents=CENTS)
            for each in invoices
        ),
        batch_size=BATCH,
    )
    Charge.objects.bulk_create(
        (
            Charge(
                invoice=each,
                account_id=each.account_id,
                key=f"dues:{each.account_id}:2027",
                amount_cents=CENTS,
                due_on=date(2027, 1, 31),
            )
            for each in invoices
        ),
        batch_size=BATCH,
    )
    analyze()


def _tell_all(run: DebitRun, result: Measured) -> None:
    while Debit.objects.filter(run=run).exclude(to_tell="").exists():
        telling.tell.call(run.pk)
        result.look()


def _book_all(run: DebitRun) -> None:
    while settle_rest.call(run.pk):
        pass


@time_machine.travel(NOW, tick=True)
def test_debit_run_of_many_payers_is_started_told_handed_over_and_booked(
    client: Client, pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]
) -> None:
    count = pytestconfig.getoption("--members")
    make_members(count)
    _owe(list(Account.objects.order_by("pk")))
    insert, results = seconds_of_a_bare_insert(), {}

    def timed(name: str, act: Callable[[], object]) -> object:
        with measured() as results[name]:
            return act()

    run = timed("start", lambda: start_run(collect_on=DAY, actor=None, now=NOW))
    assert isinstance(run, DebitRun)
    with measured() as results["tell"]:
        _tell_all(run, results["tell"])
    analyze()
    sign_in(client, user_in_group("Treasurer"))
    with measured() as results["page"]:
        assert client.get(f"/admin/lastschriften/{run.pk}/").status_code == 200
    content = timed("file", lambda: file_of(run, actor=None, now=NOW))
    timed("first booked", lambda: settle_run(run, booked_on=DAY, actor=None))
    timed("rest booked", lambda: _book_all(run))
    assert len(list(etree.fromstring(content).iter("{*}DrctDbtTxInf"))) == Posting.objects.count() == count
    assert Mail.objects.filter(kind="billing/mail/sepa_announced").values("to").distinct().count() == count
    with capsys.disabled():
        print(f"\n{count} payers; a bare insert takes {insert * 1000:.2f} ms")  # noqa: T201 - the table is the result
        for name, result in results.items():
            print(result.row(name, count, insert))  # noqa: T201
    bounds = {"start": 40 + 6 * telling.PIECE, "tell": 8 * count, "file": 60, "page": 40, "rest booked": 16 * count}
    assert {name: results[name].statements for name in bounds if results[name].statements > bounds[name]} == {}
