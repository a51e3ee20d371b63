"""The treasurer's desk: who sees what, sums and states on the pages, every button does what it says."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.billing.actions import issue, order_payout, post, receive
from members.billing.forms.accounts import AccountForm
from members.billing.forms.fields import EuroField
from members.billing.models import Account, Charge, ClosedYear, Payout, Posting
from members.billing.queries.accounts import account_sheet, accounts_with_sums, search_accounts
from members.billing.queries.desk import ledger, months, totals
from members.billing.queries.ledger import credit_cents, open_cents_of
from members.billing.rules import Movement, Receipt
from members.billing.rules.failures import Failure
from members.models import User
from tests.factories import MemberFactory, make_account, make_draft, sign_in

TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)
DESK, ACCOUNTS = "/admin/beitraege/", "/admin/beitraege/konten/"


def charged(account: Account, cents: int = 12000, *, due_on: date = YESTERDAY, key: str = "a") -> Charge:
    draft = make_draft(cents, key=f"{account.pk}:{key}", due_on=due_on)
    return issue(account, draft, issued_on=YESTERDAY, actor=None).charges.get()


def page(account: Account, part: str = "") -> str:
    return f"{ACCOUNTS}{account.pk}/{part}"


def body(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("12", 1200), ("12,5", 1250), ("1.234,50 €", 123450), ("1,234.50", 123450), ("12.50", 1250), ("0,01", 1)],
)
def test_euros_are_read_as_people_type_them(typed: str, cents: int) -> None:
    assert EuroField().clean(typed) == cents


@pytest.mark.parametrize("typed", ["1.234", "0", "-5", "zwölf", "12,345", ""])
def test_euros_that_could_be_anything_are_refused(typed: str) -> None:
    with pytest.raises(Exception, match=r"."):
        EuroField().clean(typed)
    assert EuroField(required=False).clean("") is None


@pytest.mark.django_db
def test_desk_shows_sums_months_and_what_is_overdue(treasurer_client: Client) -> None:
    late, soon = make_account(), make_account()
    charged(late)
    charged(soon, 5000, due_on=TODAY + timedelta(days=10))
    receive(soon, Receipt(700, "cash", TODAY, "hand:1"), actor=None)
    receive(late, Receipt(20000, "cash", TODAY, "hand:2"), actor=None)
    charged(late, 30000, key="b")

    found = ledger()
    sums = totals(TODAY, found)
    text = body(treasurer_client, DESK)

    assert (sums.open_cents, sums.overdue_cents, sums.overdue, sums.soon_cents) == (26300, 22000, 1, 4300)
    assert months(TODAY.year, found)[TODAY.month - 1].in_cents == 20700
    assert "220,00\xa0€" in text
    assert str(late.member.holder) in text
    assert '<rect class="chart__fill" width="' in text


@pytest.mark.django_db
def test_desk_of_the_board_shows_sums_and_no_accounts(board_client: Client) -> None:
    account = make_account()
    charged(account)

    text = body(board_client, DESK)

    assert "120,00\xa0€" in text
    assert str(account.member.holder) not in text
    assert ACCOUNTS not in text


@pytest.mark.django_db
def test_accounts_are_for_the_treasurer_only(member_client: Client, board_client: Client) -> None:
    account = make_account()
    charge = charged(account)
    former = sign_in(Client(), MemberFactory(period__until_on=date(2025, 1, 1)).person.user)
    posts = [page(account, "guthaben/"), "/admin/beitraege/pruefen/"]
    gets = [ACCOUNTS, page(account), page(account, "zahlung/"), f"/admin/beitraege/forderungen/{charge.pk}/erlass/"]

    assert Client().get(DESK).status_code == 302
    assert [other.get(DESK).status_code for other in (member_client, former)] == [403, 302]
    assert [board_client.get(address).status_code for address in gets] == [302] * 4
    assert [board_client.post(address).url for address in posts] == ["/admin/"] * 2
    assert [member_client.post(address).status_code for address in posts] == [403] * 2


@pytest.mark.django_db
def test_account_page_names_every_state_and_explains_every_cent(treasurer_client: Client) -> None:
    account = make_account()
    charge = charged(account)
    receive(account, Receipt(2000, "debit", TODAY, "hand:1"), charge=charge, actor=None)

    text = body(treasurer_client, page(account))

    assert "überfällig" in text
    assert "Betrieb: 120,00" in text
    assert charge.invoice.number in text
    assert "8 Wochen" not in text
    assert (TODAY + timedelta(weeks=8)).strftime("%d.%m.%Y") in text


@pytest.mark.django_db
def test_each_button_books_and_comes_back(treasurer_client: Client) -> None:
    account = make_account()
    charge = charged(account)
    day = TODAY.isoformat()
    token = str(uuid4())

    def send(address: str, **data: Any) -> None:
        response = treasurer_client.post(address, data)
        assert response.status_code == 302, response.content.decode()[-3000:]

    payment = {"amount_cents": "20,00", "way": "cash", "booked_on": day, "charge": charge.pk, "token": token}
    send(page(account, "zahlung/"), **payment)
    send(page(account, "zahlung/"), **payment)
    assert open_cents_of(charge) == 10000
    send(f"/admin/beitraege/forderungen/{charge.pk}/erlass/", amount_cents="10", reason="Vorstand", booked_on=day)
    send(f"/admin/beitraege/forderungen/{charge.pk}/ausbuchen/", amount_cents="5", reason="verjährt", booked_on=day)
    assert open_cents_of(charge) == 8500
    waiver = Posting.objects.get(kind="waiver")
    send(f"/admin/beitraege/buchungen/{waiver.pk}/zuruecknehmen/", reason="Irrtum", booked_on=day)
    assert open_cents_of(charge) == 9500
    send(f"/admin/beitraege/belege/{charge.invoice_id}/storno/")
    assert (open_cents_of(charge), credit_cents(account)) == (0, 2000)  # what was written off was never paid
    send(page(account, "erstattung/"), amount_cents="20,00", note="Austritt")
    payout = Payout.objects.get()
    send(f"/admin/beitraege/erstattungen/{payout.pk}/ueberwiesen/", booked_on=day)
    assert credit_cents(account) == 0


@pytest.mark.django_db
def test_button_that_is_refused_says_why_and_keeps_what_was_typed(treasurer_client: Client) -> None:
    charge = charged(make_account())

    address = f"/admin/beitraege/forderungen/{charge.pk}/erlass/"
    response = treasurer_client.post(address, {"amount_cents": "999", "reason": "Härtefall", "booked_on": TODAY})

    assert response.status_code == 200
    assert "So viel ist nicht mehr offen." in response.content.decode()
    assert "Härtefall" in response.content.decode()


@pytest.mark.django_db
def test_credit_and_refunds_by_buttons(treasurer_client: Client) -> None:
    account = make_account()
    receive(account, Receipt(5000, "cash", TODAY, "hand:1"), actor=None)
    user = treasurer_client.user
    payout = order_payout(account, amount_cents=5000, note="", now=timezone.now(), actor=user)
    charge = charged(account)

    treasurer_client.post(f"/admin/beitraege/erstattungen/{payout.pk}/verwerfen/")
    treasurer_client.post(page(account, "guthaben/"))

    assert open_cents_of(charge) == 7000


@pytest.mark.django_db
def test_payer_way_and_pause_are_changed_and_half_an_address_is_refused(treasurer_client: Client) -> None:
    account = make_account()
    data = {"way": "debit", "payer_country": "DE", "payer_name": "Evers GmbH", "payer_street": "Am Deich 4"}

    assert not AccountForm(data, instance=account).is_valid()
    assert not AccountForm({"way": "debit", "payer_country": "DE", "reminders_paused_until": "2027-05-01"}).is_valid()
    full = {**data, "payer_postcode": "48999", "payer_city": "Emsbogen"}
    paused = {"reminders_paused_until": "2027-05-01", "pause_reason": "Ratenzahlung"}
    treasurer_client.post(page(account, "zahler/"), {**full, **paused})

    account.refresh_from_db()
    assert (account.payer_name, account.way, account.pause_reason) == ("Evers GmbH", "debit", "Ratenzahlung")
    assert "Ratenzahlung" in body(treasurer_client, page(account))


@pytest.mark.django_db
def test_year_is_closed_from_the_desk(treasurer_client: Client) -> None:
    last = date(TODAY.year - 1, 1, 1)

    assert treasurer_client.post("/admin/beitraege/jahr-abschliessen/", {"year": last.isoformat()}).status_code == 302
    again = treasurer_client.post("/admin/beitraege/jahr-abschliessen/", {"year": last.isoformat()})

    assert ClosedYear.objects.get().until_on == date(TODAY.year, 1, 1)
    assert "schon abgeschlossen" in again.content.decode()


@pytest.mark.django_db
def test_dashboard_tells_the_auditors_which_years_there_are_and_where_their_files(
    auditor_client: Client, treasurer_client: Client, board_client: Client
) -> None:
    last = TODAY.year - 1
    ClosedYear.objects.create(from_on=date(last - 1, 1, 1), until_on=date(last, 1, 1), closed_at=timezone.now())

    dashboard = body(auditor_client, "/admin/")
    file = re.findall(r'href="(/admin/beitraege/dateien/[^"]*)"', dashboard)
    form = body(auditor_client, unescape(file[0]))

    assert f"Datei vom 01.01.{last} bis 31.12.{last}" in dashboard
    assert dashboard.index("noch nicht abgeschlossen") < dashboard.index("(abgeschlossen:")
    assert f'value="01.01.{last}"' in form
    assert re.search(r'value="zip"[^>]*checked', form)
    assert "Kassenprüfung" not in body(treasurer_client, "/admin/")
    assert "Datei vom" not in body(board_client, "/admin/")


@pytest.mark.django_db
def test_dashboard_tells_the_treasurer_what_waits(treasurer_client: Client, board_client: Client) -> None:
    assert "Es liegt nichts an." in body(treasurer_client, "/admin/")
    charged(make_account(), due_on=TODAY - timedelta(days=20))

    assert "1 Mahnung ist fällig" in body(treasurer_client, "/admin/")
    assert "fällig" not in body(board_client, "/admin/").partition("<main")[2]


@pytest.mark.django_db
def test_remarks_of_stripe_and_the_bank_are_in_words(treasurer_client: Client) -> None:
    account = make_account()
    charge = charged(account)
    for number, (way, kind, cents, note, code) in enumerate(
        [
            ("stripe", "payment", 12000, "card", ""),
            ("stripe", "dispute", -12000, "", "fraudulent"),
            ("debit", "returned", -1, "", "AM04"),
            ("transfer", "payment", 1, "card", "X9"),
        ]
    ):
        values = {"kind": kind, "way": way, "amount_cents": cents, "note": note, "reason_code": code}
        Posting.objects.create(account=account, charge=charge, booked_on=TODAY, ref=f"t:{number}", **values)

    remarks = [booking.remark for booking in account_sheet(account, today=TODAY).bookings]

    assert remarks == [
        "card X9",
        "AM04: Das Konto war nicht gedeckt.",
        "Wem die Karte gehört, bestreitet die Zahlung.",
        "Karte",
    ]


@pytest.mark.django_db
def test_check_from_the_desk_tells_the_result(treasurer_client: Client) -> None:
    response = treasurer_client.post("/admin/beitraege/pruefen/", follow=True)

    assert "stimmen überein" in response.content.decode()


def failing(_today: date) -> list[Any]:
    return [Failure("Rücklastschrift: Konto erloschen.", "Neue Bankverbindung anfragen.")]


@pytest.mark.django_db
def test_desk_shows_what_went_wrong_and_what_to_do(treasurer_client: Client, settings: Any) -> None:
    settings.BILLING_FAILURES = ["tests.members.billing.test_desk.failing"]

    assert "Neue Bankverbindung anfragen." in body(treasurer_client, DESK)


@pytest.mark.django_db
def test_accounts_are_found_by_name_number_payer_document_and_state() -> None:
    account, other = make_account(person__last_name="Müller"), make_account()
    account.member.person.sort_key = "muller jonas"
    account.member.person.save()
    charge = charged(account)
    receive(other, Receipt(100, "cash", TODAY, "hand:1"), actor=None)
    everybody = accounts_with_sums(TODAY)

    for text in ("Mueller", "müller", account.member.number, charge.invoice.number):
        assert list(search_accounts(everybody, text)) == [account], text
    assert list(everybody.filter(overdue_cents__gt=0)) == [account]
    assert list(everybody.filter(credit_cents__gt=0)) == [other]


@pytest.mark.django_db
def test_pages_ask_the_database_as_often_for_30_rows_as_for_one(treasurer_client: Client) -> None:
    account = make_account()
    charged(account)
    addresses = (DESK, f"{ACCOUNTS}?stand=offen", page(account))
    for address in addresses:
        treasurer_client.get(address)  # caches of settings and rights
    counts = []
    for rows in (0, 29):
        for number in range(rows):
            charged(account if number % 2 else make_account(), 1000, key=str(number))
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert treasurer_client.get(address).status_code == 200
            counts.append(len(asked))

    assert counts[:3] == counts[3:]
    assert counts[:3] == [22, 12, 23]


@pytest.mark.django_db
def test_account_sheet_counts_what_is_overpaid(superuser: User) -> None:
    account = make_account()
    charge = charged(account)
    post(Movement(account, charge, "payment", "stripe", 15000, "x", TODAY), actor=None)

    sheet = account_sheet(account, today=TODAY)

    assert (sheet.open_cents, sheet.credit_cents, sheet.has_credit_to_use) == (0, 3000, False)
    assert reverse("billing_account", args=[account.pk]) == page(account)
