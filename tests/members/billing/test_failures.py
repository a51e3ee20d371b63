"""What went wrong stands on the treasurer's desk with what to do, and is gone as soon as it is solved."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from members.billing.actions import check, issue, post, receive, use_credit
from members.billing.actions.online import give_back, sync, sync_session
from members.billing.models import Account, Attempt, Charge, InvoiceDocument, Mandate, Payout, Posting, RefundOrder
from members.billing.queries.glance import failures
from members.billing.queries.ledger import credit_cents, open_cents_of
from members.billing.queries.refunds import orders_of
from members.billing.rules import Movement, Receipt
from members.billing.rules.failures import FailureKind, reason_and_advice
from members.models import User
from tests.factories import make_account, make_draft
from verein.models import Mail
from verein.sandbox.stripe.double import StripeDouble

from .online import FAILS, NOW, RECLAIMED, started, switch_on

TODAY = timezone.localdate()
DESK = "/admin/beitraege/"


@pytest.fixture
def double(settings: Any) -> StripeDouble:
    return switch_on(settings)


@pytest.fixture
def account(db: None) -> Account:
    return make_account(person__last_name="Zahlmann")


@pytest.fixture
def charge(account: Account) -> Charge:
    return owes(account)


def owes(account: Account, cents: int = 6000, key: str = "a") -> Charge:
    draft = make_draft(cents, key=f"{account.pk}:{key}", due_on=TODAY)
    charge: Charge = issue(account, draft, issued_on=TODAY, actor=None).charges.get()
    InvoiceDocument.objects.create(invoice=charge.invoice, file="x.pdf", sha256="x")
    return charge


def told(kind: str = "") -> list[str]:
    return [failure.text for failure in failures(TODAY, kind)]


def paid_online(double: StripeDouble, charge: Charge, kind: str = "card", **given: Any) -> Attempt:
    attempt = started(charge)
    double.checkout_submit(str(attempt.session_id), kind, **given)
    sync_session(str(attempt.session_id), now=NOW)
    attempt.refresh_from_db()
    return attempt


def moved(double: StripeDouble, attempt: Attempt, days: int) -> datetime:
    double.advance(days=days)
    sync(str(attempt.payment_intent), now=NOW)
    return NOW


def test_reasons_are_said_in_words_with_what_to_do() -> None:
    assert "Konto ist aufgelöst" in " ".join(reason_and_advice("AC04", by_provider=False))
    assert (
        reason_and_advice("insufficient_funds", by_provider=True)[0] == reason_and_advice("AM04", by_provider=True)[0]
    )
    assert "von selbst" in reason_and_advice("card_declined", by_provider=True)[1]
    assert "keinen Grund" in reason_and_advice("something_new", by_provider=True)[0]


def test_debit_that_failed_is_told_until_it_is_paid(double: StripeDouble, charge: Charge) -> None:
    attempt = paid_online(double, charge, "sepa_debit", iban=FAILS)
    assert told() == []
    moved(double, attempt, 7)
    assert len(told(FailureKind.PAYMENT)) == 1
    assert charge.invoice.number in told()[0]
    assert "Zahlmann" in told()[0]
    assert told(FailureKind.REFUND) == []
    receive(charge.account, Receipt(6000, "cash", TODAY, "hand:1"), actor=None)
    assert told() == []


def test_debit_that_was_reclaimed_is_told_once_until_a_new_attempt_runs(double: StripeDouble, charge: Charge) -> None:
    attempt = paid_online(double, charge, "sepa_debit", iban=RECLAIMED)
    moved(double, attempt, 14)
    assert [failure.url for failure in failures(TODAY)] == [f"{DESK}konten/{charge.account_id}/"]
    Attempt.objects.create(
        account=charge.account, charge=charge, kind="collection", state="announced", amount_cents=6000, created_at=NOW
    )
    assert told() == []


def test_returned_debit_of_our_own_says_what_to_do(charge: Charge) -> None:
    receive(charge.account, Receipt(6000, "debit", TODAY, "bank:1"), actor=None)
    back = Movement(charge.account, charge, Posting.Kind.RETURNED, Posting.Way.DEBIT, -6000, "bank:2", TODAY)
    post(back, actor=None)
    assert "14 Tagen" in failures(TODAY)[0].advice


def test_refund_that_fails_is_told_until_it_is_paid_back_otherwise(
    double: StripeDouble, charge: Charge, superuser: User, treasurer_client: Client
) -> None:
    attempt = paid_online(double, charge, number="4000000000005126")
    give_back(attempt, cents=6000, actor=superuser, now=timezone.now(), reason="Doppelt gezahlt")
    assert [row.state for row in orders_of(charge.account)] == ["zurückgezahlt"]
    moved(double, attempt, 3)
    assert [row.state for row in orders_of(charge.account)] == ["gescheitert: das Geld kam zurück"]
    assert len(told(FailureKind.REFUND)) == 1
    page = treasurer_client.get(f"{DESK}konten/{charge.account_id}/").content.decode()
    assert "gescheitert: das Geld kam zurück (Doppelt gezahlt)" in page
    Payout.objects.create(account=charge.account, amount_cents=6000, ordered_at=timezone.now() + timedelta(minutes=1))
    assert told() == []


def test_refund_that_was_refused_or_never_answered_is_told(double: StripeDouble, charge: Charge) -> None:
    attempt = paid_online(double, charge)
    refused = RefundOrder.objects.create(attempt=attempt, amount_cents=1000, refused="no", created_at=timezone.now())
    assert len(told(FailureKind.REFUND)) == 1
    refused.refused, refused.created_at = "", timezone.now() - timedelta(days=2)
    refused.save()
    assert "Dashboard" in failures(TODAY)[0].advice
    RefundOrder.objects.create(attempt=attempt, amount_cents=1000, refund_id="re_1", created_at=timezone.now())
    assert told() == []


def test_mandate_that_is_gone_and_payer_without_address_are_told(charge: Charge) -> None:
    account, person = charge.account, charge.account.member.person
    assert person
    Account.objects.filter(pk=account.pk).update(way="debit")
    assert told(FailureKind.MANDATE) == [f"{person} zahlt per Lastschrift und hat kein Mandat."]
    values = {"holder": "x", "iban_sealed": "", "iban_hash": "", "iban_short": "", "signed_on": TODAY, "how": "paper"}
    Mandate.objects.create(account=account, reference="M-1", text_version="1", **values)
    assert told() == []
    type(person).objects.filter(pk=person.pk).update(email="")
    assert told() == [], "our own debits are announced by letter"
    Account.objects.filter(pk=account.pk).update(way="stripe")
    assert "keine E-Mail-Adresse" in told()[0]
    Account.objects.filter(pk=account.pk).update(way="debit")
    type(person).objects.filter(pk=person.pk).update(street="")
    assert "keine E-Mail-Adresse" in told()[0]


def test_mail_that_did_not_arrive_document_and_books_are_told(unguarded: None, charge: Charge) -> None:
    now = timezone.now()
    values = {"subject": "Beitragsrechnung", "text": "x", "from_email": "x@example.org", "queued_at": now}
    kind = "billing/mail/debit_announced"
    Mail.objects.create(kind=kind, to="f@example.org", state="failed", message_id="x", created_at=now, **values)
    assert told(FailureKind.MANDATE) == ["„Beitragsrechnung“ hat f@example.org nicht erreicht."]
    Mail.objects.update(state="sent")
    assert told() == []
    late = issue(charge.account, make_draft(key="late"), issued_on=TODAY, actor=None)
    assert told() == []
    assert late.number in failures(TODAY + timedelta(days=1))[0].text
    wrong = {"account": charge.account, "kind": "offset", "way": "book", "booked_on": TODAY}
    Posting.objects.create(charge=charge, amount_cents=100, ref="credit:1:from", **wrong)
    check(timezone.now())
    assert any("Verrechnung credit:1" in text for text in told(FailureKind.BOOKS))


def test_list_of_failures_is_filtered_and_the_treasurers(
    charge: Charge, treasurer_client: Client, board_client: Client
) -> None:
    Account.objects.filter(pk=charge.account_id).update(way="debit")
    page = f"{DESK}fehler/"
    assert "Zahlmann" in treasurer_client.get(page).content.decode()
    assert "Zahlmann" in treasurer_client.get(f"{page}?art=mandat").content.decode()
    assert "Zahlmann" not in treasurer_client.get(f"{page}?art=stripe").content.decode()
    assert "1 Fall ist zu klären" in treasurer_client.get(DESK).content.decode()
    assert board_client.get(page).status_code == 302
    assert "Zahlmann" not in board_client.get(DESK).content.decode()


# --- Giving back ------------------------------------------------------------------------------------------------------
def refund_page(posting: Posting) -> str:
    return f"{DESK}buchungen/{posting.pk}/erstatten/"


def test_payment_by_card_is_given_back_in_part_with_a_reason(
    double: StripeDouble, charge: Charge, treasurer_client: Client
) -> None:
    paid_online(double, charge)
    page = refund_page(Posting.objects.get())
    assert "60,00" in treasurer_client.get(page).content.decode()
    too_much = treasurer_client.post(page, {"amount_cents": "60,01", "reason": "x", "token": str(uuid4())})
    assert "noch nicht erstattet" in too_much.content.decode()
    treasurer_client.post(page, {"amount_cents": "20", "reason": "Kulanz", "token": str(uuid4())})
    assert open_cents_of(charge) == 2000
    assert RefundOrder.objects.get().reason == "Kulanz"
    assert "(Kulanz)" in treasurer_client.get(f"{DESK}konten/{charge.account_id}/").content.decode()


def test_refund_is_kept_when_stripe_does_not_answer(
    double: StripeDouble, charge: Charge, treasurer_client: Client
) -> None:
    paid_online(double, charge)
    page = refund_page(Posting.objects.get())
    double.fail_next("429", "POST /v1/refunds")
    answer = treasurer_client.post(page, {"amount_cents": "60", "reason": "x", "token": str(uuid4())}).content.decode()
    assert "innerhalb einer Stunde" in answer
    assert RefundOrder.objects.get().refund_id == ""
    double.fail_next("429", f"GET /v1/payment_intents/{Attempt.objects.get().payment_intent}")
    assert (
        "noch nicht erstattet"
        in treasurer_client.post(page, {"amount_cents": "60", "reason": "x", "token": str(uuid4())}).content.decode()
    )


def test_transfer_paid_too_much_goes_on_the_list_of_transfers(charge: Charge, treasurer_client: Client) -> None:
    receive(charge.account, Receipt(6000, "transfer", TODAY, "bank:1"), charge=charge, actor=None)
    double_paid = Movement(charge.account, charge, Posting.Kind.PAYMENT, Posting.Way.TRANSFER, 4000, "bank:2", TODAY)
    posting = post(double_paid, actor=None)
    assert posting
    assert "40,00" in treasurer_client.get(DESK).content.decode()
    refused = treasurer_client.post(refund_page(posting), {"amount_cents": "50", "reason": "x", "token": str(uuid4())})
    assert refused.status_code == 200
    twice = {"amount_cents": "40", "reason": "Doppelt", "token": str(uuid4())}
    treasurer_client.post(refund_page(posting), twice)
    treasurer_client.post(refund_page(posting), twice)
    assert Payout.objects.get().amount_cents == 4000
    assert (open_cents_of(charge), credit_cents(charge.account)) == (0, 4000)
    assert use_credit(charge.account, booked_on=TODAY, actor=None) == 0  # it is promised


def test_giving_back_is_the_treasurers(charge: Charge, board_client: Client, member_client: Client) -> None:
    receive(charge.account, Receipt(6000, "cash", TODAY, "hand:1"), actor=None)
    page = refund_page(Posting.objects.get())
    assert board_client.get(page).status_code == 302
    assert member_client.get(page).status_code == 403
    assert board_client.post(page, {"amount_cents": "1", "reason": "x"}).url == "/admin/"
    assert not Payout.objects.exists()
