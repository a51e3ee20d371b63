"""The treasurer's year in a browser: a transfer found in the bank's file; dues announced and collected on the day."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from members.billing.actions import account_for, issue
from members.billing.actions.online import collect, reconcile_hourly, start_setup, sync_session
from members.billing.models import Attempt, BillingSettings, Charge, PaymentProfile
from members.billing.queries.ledger import open_cents_of
from members.dues.actions.running import work
from members.dues.models import DuesRun, FeeRegulations
from members.queries import TREASURER_GROUP
from tests.factories import MemberFactory, make_account, make_draft, user_in_group
from tests.members.billing import bank_files as files
from verein.models import Mail
from verein.sandbox.stripe.client import InProcessClient
from verein.sandbox.stripe.double import StripeDouble

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAYS = "DE89370400440532013000"
ADDRESS = {"person__street": "Hauptstraße 1", "person__postcode": "48999", "person__city": "Emsbogen"}
BOOK: dict[str, Any] = {
    "fees": [{"key": "full", "name": "Jahresbeitrag", "clause": "§ 2", "cents": 12000}],
    "payment": {"plans": [{"key": "once", "name": "jährlich", "dues": [{"day": "02-15"}]}]},
}


def test_transfer_is_found_in_the_file_of_the_bank(page: Page, sign_in_browser: Callable[..., None]) -> None:
    settings = BillingSettings.load()
    settings.iban = files.IBAN
    settings.save()
    today = datetime.now(UTC).date()
    account = make_account()
    invoice = issue(account, make_draft(), issued_on=today, actor=None)
    came = files.payment("120.00", f"Beitrag {invoice.number}", day=today.isoformat())
    other = files.payment("35.00", "Miete Saal", iban=files.OTHER, name="Fremd", day=today.isoformat())

    sign_in_browser(user_in_group(TREASURER_GROUP))
    page.goto("/admin/bank/")
    page.set_input_files(
        "input[type=file]",
        {"name": "auszug.xml", "mimeType": "application/xml", "buffer": files.statement(came, other)},
    )
    page.get_by_role("button", name="Auszug übernehmen").click()
    expect(page.get_by_text("2 neue Umsätze wurden übernommen")).to_be_visible()
    page.get_by_role("button", name="Alle sicheren übernehmen").click()
    expect(page.get_by_role("heading", name="1 Umsatz ist offen")).to_be_visible()

    assert account.member.person
    sign_in_browser(account.member.person.user)
    page.goto("/mein/beitraege/")
    expect(page.get_by_text("Alles ist bezahlt.")).to_be_visible()
    assert open_cents_of(Charge.objects.get(invoice=invoice)) == 0


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


@pytest.fixture
def double(live_url: str, settings: Any) -> StripeDouble:
    """Its clock is the machine's."""
    double = StripeDouble()
    settings.STRIPE_SECRET_KEY = "sk_test_double"
    settings.STRIPE_HTTP_CLIENT = InProcessClient(double)
    return double


def test_dues_are_issued_announced_and_collected_on_the_day(
    page: Page, double: StripeDouble, sign_in_browser: Callable[..., None]
) -> None:
    year = datetime.now(UTC).year + 1
    FeeRegulations.objects.create(rules=BOOK, decided_on=date(2019, 12, 1), effective_on=date(2020, 1, 1))
    member = MemberFactory(**ADDRESS)
    assert member.person

    with time_machine.travel(at(date(year, 1, 20))) as clock:
        _give_account(double, member)
        sign_in_browser(user_in_group(TREASURER_GROUP))
        _run_of_dues(page)
        charge = Charge.objects.get(account__member=member)

        clock.move_to(at(date(year, 2, 2)))
        day = _announced(at(date(year, 2, 2)))
        assert day >= date(year, 2, 16)
        clock.move_to(at(day - timedelta(days=6)))
        collect(at(day - timedelta(days=6)))
        sign_in_browser(member.person.user)
        page.goto("/mein/beitraege/")
        expect(page.get_by_text("Lastschrift läuft").first).to_be_visible()

        (intent,) = double.world.all("payment_intent")
        target = intent["payment_method_options"]["sepa_debit"]["target_date"]
        assert (target, intent["amount"], open_cents_of(charge)) == (day.isoformat(), 12000, 12000)
        clock.move_to(at(day + timedelta(days=6)))
        reconcile_hourly(at(day + timedelta(days=6)))
        page.goto("/mein/beitraege/")
        expect(page.get_by_text("Alles ist bezahlt.")).to_be_visible()
    assert open_cents_of(charge) == 0


def _announced(now: datetime) -> date:
    """The day that the payer is told, with the amount and the mandate."""
    collect(now)
    attempt = Attempt.objects.get(kind="collection")
    assert attempt.collect_on
    mail = Mail.objects.get(kind="billing/mail/debit_announced")
    for word in ("120,00", date_format(attempt.collect_on), PaymentProfile.objects.get().mandate_reference):
        assert word in mail.text
    return attempt.collect_on


def _give_account(double: StripeDouble, member: Any) -> None:
    """The mandate, before anything is owed."""
    now = datetime.now(UTC)
    start_setup(account_for(member), actor=None, now=now)
    session = str(Attempt.objects.get(kind="setup").session_id)
    double.checkout_submit(session, "sepa_debit", iban=PAYS)
    sync_session(session, now=now)


def _run_of_dues(page: Page) -> None:
    page.goto("/admin/beitragslaeufe/neu/")
    page.get_by_role("button", name="Berechnen").click()
    page.wait_for_url(re.compile(r"beitragslaeufe/(\d+/)?$"))
    run = DuesRun.objects.get()
    _work(run)
    page.goto(f"/admin/beitragslaeufe/{run.pk}/")
    expect(page.get_by_text("120,00").first).to_be_visible()
    page.get_by_role("button", name="Jetzt").click()
    expect(page.get_by_text("diese Seite zeigt den Stand")).to_be_visible()
    _work(run)
    page.goto(f"/admin/beitragslaeufe/{run.pk}/")
    expect(page.get_by_text("neue Rechnung (erledigt)").first).to_be_visible()


def _work(run: DuesRun) -> None:
    """As the queue's worker does."""
    run.refresh_from_db()
    while run.is_at_work:
        work.call(run.pk)
        run.refresh_from_db()
