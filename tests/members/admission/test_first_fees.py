"""Who joins: the expected dues before the decision, what must be paid first, and the first invoice by one click."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.admission.models import Application, State
from members.billing.models import Charge, Invoice
from members.dues.models import FeeRegulations
from members.models import Suspension
from tests.factories import complete_association, make_application
from tests.members.admission.test_proofs import TODAY, accept, rules
from verein.models import Mail

pytestmark = pytest.mark.django_db
BOOK: dict[str, Any] = {
    "fees": [{"key": "full", "name": "Jahresbeitrag", "clause": "§ 2", "cents": 12000}],
    "joining": {"by": "months", "month": "never"},
    "admission_fees": [{"key": "admission", "cents": 2500}],
    "payment": {"newcomers": {"day_of_next_month": 15}},
}


@pytest.fixture(autouse=True)
def regulations() -> FeeRegulations:
    complete_association()
    return FeeRegulations.objects.create(rules=BOOK, effective_on=date(2020, 1, 1))


def page_of(application: Application, client: Client) -> str:
    return client.get(f"/admin/antraege/inspect/{application.pk}/").content.decode()


def test_board_sees_the_expected_dues_of_the_first_year_line_by_line(board_client: Client) -> None:
    rules()
    months = 12 - TODAY.month
    page = page_of(make_application(), board_client)

    assert "Jahresbeitrag: 120,00 € im Jahr (§ 2)".replace(" €", "\xa0€") in page
    assert f"{months} von 12 Monaten" in page
    assert "Aufnahmegebühr: einmalig" in page
    assert f"{25 + 10 * months},00" in page
    assert "Erste Beitragsrechnung" not in page


def test_board_is_told_what_is_not_known_yet(board_client: Client, regulations: FeeRegulations) -> None:
    rules()
    scale = {"by": "staff", "bands": [{"up_to": 5, "cents": 12000}]}
    book = {
        "quantities": [{"key": "staff", "name": "Beschäftigte"}],
        "fees": [{"key": "full", "name": "B", "scale": scale}],
    }
    FeeRegulations.objects.create(rules=book, effective_on=date(2021, 1, 1))

    assert "Nicht bekannt: Beschäftigte" in page_of(make_application(), board_client)


def test_treasurer_issues_the_first_invoice_of_who_was_admitted(treasurer_client: Client) -> None:
    rules()
    application = accept(make_application())
    assert application.membership
    page = page_of(application, treasurer_client)
    url = f"/admin/beitragslaeufe/mitglied/{application.membership.member_id}/?tag={TODAY.isoformat()}"
    assert url in page

    page = treasurer_client.get(url).content.decode()
    digest = page.split('name="digest" value="')[1].split('"')[0]
    treasurer_client.post(url, {"digest": digest})

    invoice = Invoice.objects.get()
    assert invoice.total_cents == 2500 + 1000 * (12 - TODAY.month)
    newcomer = date(TODAY.year + TODAY.month // 12, TODAY.month % 12 + 1, 15)
    assert Charge.objects.filter(invoice=invoice, due_on__gte=newcomer).exists()
    treasurer_client.post(url, {"digest": digest})
    assert Invoice.objects.count() == 1


def test_amount_that_changed_since_it_was_shown_is_not_issued(treasurer_client: Client, client: Client) -> None:
    rules()
    application = accept(make_application())
    assert application.membership
    url = f"/admin/beitragslaeufe/mitglied/{application.membership.member_id}/"

    answer = treasurer_client.post(url, {"digest": "another"}, follow=True)

    assert "noch einmal" in answer.content.decode()
    assert not Invoice.objects.exists()
    assert client.get(url).status_code == 302  # the sign-in


def test_who_must_pay_first_learns_how_much_and_where(client: Client) -> None:
    rules(start={"at": "decision", "needs_payment": ["admission_fee"]})
    application = accept(make_application())
    assert application.state == State.PAYMENT

    mail = Mail.objects.get(kind="admission/mail/waits_for_payment")
    assert "Summe: 25,00\xa0€" in mail.text
    assert "120,00" not in mail.text  # the year is not what the membership waits for
    page = client.get(f"/antrag/{application.token}/").content.decode()
    assert "25,00" in page


def test_nothing_is_waited_for_where_nothing_is_to_pay(regulations: FeeRegulations) -> None:
    rules(start={"at": "decision", "rights_need_payment": True})
    accept(make_application())
    assert Suspension.objects.count() == 1

    free = {"fees": [{"key": "full", "name": "Jahresbeitrag", "free": True}]}
    FeeRegulations.objects.create(rules=free, effective_on=timezone.localdate().replace(month=1, day=1))
    accept(make_application())
    assert Suspension.objects.count() == 1
