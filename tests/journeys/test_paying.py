"""Paying in a browser: by card with 3-D Secure, by a debit that the bank gives back days later."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from members.billing.actions import issue
from members.billing.actions.online import reconcile_hourly
from members.billing.actions.reminder_letters import make_letter
from members.billing.models import Charge, Reminder
from members.billing.queries.ledger import open_cents_of
from members.billing.queries.reminders import reminder_with_items
from tests.factories import make_account, make_draft, user_in_group
from verein.models import Mail
from verein.sandbox.stripe.client import InProcessClient
from verein.sandbox.stripe.server import Server

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server(live_url: str, settings: Any) -> Iterator[Server]:
    """The double's pages on this machine; the gateway talks to it without a socket."""
    server = Server(0)
    settings.STRIPE_SECRET_KEY = "sk_test_double"
    settings.STRIPE_HTTP_CLIENT = InProcessClient(server.double)
    policy = settings.CONTENT_SECURITY_POLICY
    allowed = [*policy["DIRECTIVES"]["form-action"], server.double.world.base_url]
    settings.CONTENT_SECURITY_POLICY = {**policy, "DIRECTIVES": {**policy["DIRECTIVES"], "form-action": allowed}}
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def charge(transactional_db: None, sign_in_browser: Callable[..., None]) -> Charge:
    account = make_account()
    invoice = issue(account, make_draft(), issued_on=datetime.now(UTC).date(), actor=None)
    assert account.member.person
    sign_in_browser(account.member.person.user)
    return Charge.objects.get(invoice=invoice)


def to_pay_page(page: Page) -> None:
    page.goto("/mein/beitraege/")
    page.get_by_role("link", name="Jetzt online bezahlen").click()
    page.get_by_role("button", name="Weiter zur Bezahlseite").click()


def test_member_pays_by_card_with_3d_secure(page: Page, server: Server, charge: Charge) -> None:
    to_pay_page(page)
    page.get_by_role("button", name="3-D Secure").click()
    page.get_by_role("button", name="Ja, ich bin es").click()

    expect(page.get_by_text("Vielen Dank, Ihre Zahlung ist eingegangen.")).to_be_visible()
    assert open_cents_of(charge) == 0
    page.goto("/mein/beitraege/")
    expect(page.get_by_text("Alles ist bezahlt.")).to_be_visible()


def test_debit_that_comes_back_days_later_is_owed_again_and_reminded(
    page: Page, server: Server, charge: Charge, sign_in_browser: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    to_pay_page(page)
    page.get_by_role("link", name="SEPA-Lastschrift").click()
    page.get_by_role("button", name="die Lastschrift nach fünf Tagen zurückgibt").click()
    page.wait_for_url("**/mein/beitraege/zahlung/**")
    page.goto("/mein/beitraege/")
    expect(page.get_by_text("Lastschrift läuft").first).to_be_visible()
    expect(page.get_by_role("link", name="Jetzt online bezahlen")).to_have_count(0)

    server.double.advance(days=8)
    reconcile_hourly(datetime.now(UTC) + timedelta(days=8))

    page.goto("/mein/beitraege/")
    expect(page.get_by_role("link", name="Jetzt online bezahlen")).to_be_visible()
    assert open_cents_of(charge) == charge.amount_cents

    with time_machine.travel(datetime(2027, 3, 1, 9, tzinfo=UTC)):  # a month after the due date
        sign_in_browser(user_in_group("Treasurer"))
        page.goto("/admin/mahnungen/")
        expect(page.get_by_text("(Rücklastschrift")).to_be_visible()
        axe(page)
        page.get_by_role("button", name="Genau diese versenden").click()
        expect(page.get_by_text("1 Mahnung geht hinaus.")).to_be_visible()
        make_letter(reminder_with_items(Reminder.objects.get(account=charge.account).pk))
        assert "Rücklastschrift vom" in Mail.objects.get(kind="billing/mail/reminder").text

        sign_in_browser(charge.account.member.person.user)
        page.goto("/mein/beitraege/")
        expect(page.get_by_role("link", name="Zahlungserinnerung (PDF)")).to_be_visible()
        expect(page.get_by_role("link", name="Jetzt online bezahlen")).to_be_visible()
