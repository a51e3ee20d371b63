"""The treasurer's desk, an account and the lists beside five years of invoices and postings."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.billing.models import Account, Charge, Invoice, InvoiceLine, Posting
from tests.factories import sign_in, user_in_group

from .dues import BATCH, analyze, make_members, measured, seconds_of_a_bare_insert

pytestmark = [pytest.mark.django_db, pytest.mark.benchmark]
YEARS = 5
CENTS = 12000
PARTY = {"name": "Jonas Test", "street": "Hauptstraße 1", "postcode": "48999", "city": "Emsbogen", "email": ""}


def _book(accounts: list[Account], year: int, today: date) -> int:
    """Two halves a member, all paid; in the last year every fifth owes the second. Returns how many postings."""
    first, last = date(year, 1, 1), date(year + 1, 1, 1)
    invoices = Invoice.objects.bulk_create(
        (
            Invoice(
                account=account, kind="dues", series="B", year=year, sequence=n, number=f"B-{year}-{n:06}",
                issued_on=first, from_on=first, until_on=last, total_cents=CENTS, recipient=PARTY, issuer=PARTY,
                retain_until=date(year + 8, 12, 31),
            )
            for n, account in enumerate(accounts, 1)
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
    charges = Charge.objects.bulk_create(
        (
            Charge(
                invoice=each,
                account_id=each.account_id,
                key=f"dues:{each.account_id}:{year}",
                part=part,
                amount_cents=CENTS // 2,
                due_on=date(year, 1 if part == 1 else 7, 31),
            )
            for each in invoices
            for part in (1, 2)
        ),
        batch_size=BATCH,
    )
    paid = [each for each in charges if each.due_on.year < today.year or each.part == 1 or each.account_id % 5]
    Posting.objects.bulk_create(
        (
            Posting(
                account_id=each.account_id,
                charge=each,
                kind=Posting.Kind.PAYMENT,
                way=Posting.Way.TRANSFER,
                amount_cents=each.amount_cents,
                ref=f"bench:{each.pk}",
                booked_on=min(each.due_on + timedelta(days=each.pk % 20), today),
            )
            for each in paid
        ),
        batch_size=BATCH,
    )
    return len(paid)


def test_desk_and_lists_beside_five_years_of_postings(
    client: Client, pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]
) -> None:
    count, today = pytestconfig.getoption("--members"), timezone.localdate()
    make_members(count)
    accounts = list(Account.objects.order_by("pk"))
    postings = sum(_book(accounts, year, today) for year in range(today.year - YEARS + 1, today.year + 1))
    analyze()
    sign_in(client, user_in_group("Treasurer"))
    insert = seconds_of_a_bare_insert()
    lines = [f"{count} members, {postings} postings; a bare insert takes {insert * 1000:.2f} ms"]
    pages: dict[str, Any] = {
        "desk": "/admin/beitraege/",
        "accounts": "/admin/beitraege/konten/",
        "one account": f"/admin/beitraege/konten/{accounts[0].pk}/",
    }
    for name, path in pages.items():
        assert client.get(path).status_code == 200
        with measured() as page:
            client.get(path)
        lines.append(page.row(name, 1, insert))
        assert page.statements <= 60
        assert page.seconds < 5
    with capsys.disabled():
        print("\n" + "\n".join(lines))  # noqa: T201 - the table is the result
