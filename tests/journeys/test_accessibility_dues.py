"""Pages about money: axe on what a member pays with, and on the treasurer's own part of the office's pages."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from members.billing.actions import issue, order_payout, receive
from members.billing.models import Account, Attempt, Mandate, ProviderPayout
from members.billing.rules import Receipt
from members.models import Member
from tests.factories import make_account, make_draft, user_in_group
from verein.sandbox.stripe.client import InProcessClient
from verein.sandbox.stripe.double import StripeDouble

from .test_accessibility import walk, watched

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["watched"]

OWN = [
    "/mein/beitraege/",
    "/mein/beitraege/{charge}/bezahlen/",
    "/mein/beitraege/zahlung/{key}/",
    "/mein/beitraege/konto/{account}/zahlungsweg/",
    "/mein/beitraege/mandat/{account}/",
]
OFFICE = [
    "",
    "fehler/",
    "stripe/?pruefen=1",
    "auszahlungen/",
    "auszahlungen/{payout}/",
    "konten/",
    "konten/neu/",
    "konten/{account}/",
    "buchungen/{posting}/erstatten/",
]
LOOKS = [(1280, "light"), (375, "dark")]
# Wagtail's buttons change their colours slowly: axe waits until they have.
SETTLED = "() => Promise.allSettled(document.getAnimations().map(each => each.finished)).then(() => true)"


@pytest.fixture
def names(transactional_db: None, settings: Any) -> dict[str, Any]:
    """What a path names: an account that owes, paid too much, tried to pay online and lost its mandate."""
    settings.STRIPE_SECRET_KEY = "sk_test_double"
    settings.STRIPE_HTTP_CLIENT = InProcessClient(StripeDouble())
    account, today, now = make_account(), timezone.localdate(), timezone.now()
    charge = issue(account, make_draft(due_on=date(2026, 1, 31)), issued_on=today, actor=None).charges.get()
    other = make_account()
    (posting,) = receive(other, Receipt(5000, "cash", today, "hand:1"), actor=None)
    treasurer = user_in_group("Treasurer")
    order_payout(other, amount_cents=2000, note="x", now=now, actor=treasurer)
    attempt = Attempt.objects.create(
        account=account, charge=charge, kind="checkout", state="failed", amount_cents=100, created_at=now
    )
    values = {"holder": "x", "iban_sealed": "", "iban_hash": "", "iban_short": "DE02 … 2051", "how": "paper"}
    Mandate.objects.create(account=other, reference="M-1", text_version="1", signed_on=date(2023, 12, 1), **values)
    Account.objects.filter(pk=account.pk).update(way=Account.Way.DEBIT)
    payout = ProviderPayout.objects.create(payout_id="po_1", amount_cents=100, arrives_on=today, state="paid")
    return {
        "charge": charge.pk,
        "account": account.pk,
        "key": attempt.key,
        "posting": posting.pk,
        "payout": payout.pk,
        "user": Member.objects.get(pk=account.member_id).person.user,
        "treasurer": treasurer,
    }


def test_pages_a_member_pays_with_have_no_barriers(
    watched: Page,
    axe: Callable[..., None],
    sign_in_browser: Callable[..., None],
    names: dict[str, Any],
) -> None:
    sign_in_browser(names["user"])
    walk(watched, axe, OWN, names)


def test_pages_of_the_treasurer_have_no_barriers(
    page: Page, axe: Callable[..., None], sign_in_browser: Callable[..., None], names: dict[str, Any]
) -> None:
    sign_in_browser(names["treasurer"])
    ours = partial(axe, inside=".nice-padding")
    problems = []
    for path in OFFICE:
        page.goto(f"/admin/beitraege/{path.format(**names)}")
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.evaluate(SETTLED)
            try:
                ours(page, colours_only=scheme == "dark")
            except AssertionError as error:
                problems.append(f"{width} px, {scheme}: {error}")
    assert not problems, "\n".join(problems)
