"""The member's way to the pay page and back, and who may go it."""

from typing import Any

import pytest
from django.test import Client

from members.billing.actions import account_for
from members.billing.models import Account, Attempt, Charge, PaymentProfile
from members.billing.queries.ledger import open_cents_of
from tests.factories import MemberFactory, complete_association, sign_in
from verein.sandbox.stripe.double import StripeDouble

from .online import PAYS, charge_of, switch_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def double(settings: Any) -> StripeDouble:
    return switch_on(settings)


@pytest.fixture
def account(client: Client) -> Account:
    """An account whose member is signed in as `client`."""
    complete_association()
    member = MemberFactory(person__street="Hauptstraße 1", person__postcode="48999", person__city="Emsbogen")
    sign_in(client, member.person.user)
    return account_for(member)


@pytest.fixture
def charge(account: Account) -> Charge:
    return charge_of(account)


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_member_pays_by_card_and_is_told_on_return(double: StripeDouble, client: Client, charge: Charge) -> None:
    assert f"/mein/beitraege/{charge.pk}/bezahlen/" in client.get("/mein/beitraege/").content.decode()
    page = client.get(f"/mein/beitraege/{charge.pk}/bezahlen/").content.decode()
    assert "60,00" in page
    assert "Testbetrieb" in page
    response = client.post(f"/mein/beitraege/{charge.pk}/bezahlen/")
    session = double.world.get("checkout.session", Attempt.objects.get().session_id or "")
    assert response["Location"] == session["url"]
    back = path_of(session["success_url"])
    assert "nichts gezahlt" in client.get(back).content.decode()
    double.checkout_submit(session["id"], "card")
    assert "ist eingegangen" in client.get(back).content.decode()
    assert open_cents_of(charge) == 0
    again = client.post(f"/mein/beitraege/{charge.pk}/bezahlen/", follow=True).content.decode()
    assert "nichts mehr zu zahlen" in again


def test_return_with_a_debit_under_way_and_with_stripe_down(
    double: StripeDouble, client: Client, charge: Charge
) -> None:
    client.post(f"/mein/beitraege/{charge.pk}/bezahlen/")
    attempt = Attempt.objects.get()
    double.checkout_submit(str(attempt.session_id), "sepa_debit", iban=PAYS)
    double.fail_next("timeout_before", times=3)
    back = f"/mein/beitraege/zahlung/{attempt.key}/"
    assert "nicht ein zweites Mal" in client.get(back).content.decode()
    assert "Lastschrift läuft" in client.get(back).content.decode()
    assert "Lastschrift läuft" in client.get(f"/mein/beitraege/{charge.pk}/bezahlen/").content.decode()


def test_member_gives_and_removes_an_account(double: StripeDouble, client: Client, account: Account) -> None:
    path = f"/mein/beitraege/konto/{account.pk}/zahlungsweg/"
    assert "hinterlegen" in client.get(path).content.decode()
    client.post(path, {"do": "give"})
    attempt = Attempt.objects.get()
    double.checkout_submit(str(attempt.session_id), "sepa_debit", iban=PAYS)
    assert "hinterlegt" in client.get(f"/mein/beitraege/zahlung/{attempt.key}/").content.decode()
    assert "3000" in client.get(path).content.decode()
    client.post(path, {"do": "remove"})
    assert PaymentProfile.objects.get().method_id == ""


def test_others_find_nothing(double: StripeDouble, client: Client, charge: Charge) -> None:
    client.post(f"/mein/beitraege/{charge.pk}/bezahlen/")
    other = sign_in(Client(), MemberFactory().person.user)
    paths = [
        f"/mein/beitraege/{charge.pk}/bezahlen/",
        f"/mein/beitraege/zahlung/{Attempt.objects.get().key}/",
        f"/mein/beitraege/konto/{charge.account_id}/zahlungsweg/",
    ]
    for path in paths:
        assert other.get(path).status_code == 404
        assert Client().get(path).status_code == 302


def test_stripe_down_leaves_the_page_usable(double: StripeDouble, client: Client, charge: Charge) -> None:
    double.fail_next("timeout_before", times=10)
    response = client.post(f"/mein/beitraege/{charge.pk}/bezahlen/", follow=True)
    assert "überweisen Sie" in response.content.decode()


def test_switched_off_offers_nothing(client: Client, charge: Charge) -> None:
    assert "bezahlen/" not in client.get("/mein/beitraege/").content.decode()
    assert "ausgeschaltet" in client.get(f"/mein/beitraege/{charge.pk}/bezahlen/").content.decode()
