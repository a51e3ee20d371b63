"""Every page and button of the treasurer is shut for the board, which sees sums only, and for members."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from members.billing import wagtail_hooks
from members.billing.actions import post
from members.billing.models import Charge
from members.billing.rules import Movement
from verein.models import LogEntry
from verein.sandbox.stripe.double import StripeDouble

from .online import DAY

PAGES: list[URLPattern] = [
    *wagtail_hooks.register_bank_urls(),
    *wagtail_hooks.register_billing_urls(),
    *wagtail_hooks.register_reminder_urls(),
]
FOR_THE_BOARD = {"billing_desk"}


def path_of(page: URLPattern) -> str:
    return reverse(page.name or "", kwargs=dict.fromkeys(page.pattern.converters, 1))


@pytest.mark.django_db
def test_board_sees_sums_and_opens_nothing_else(board_client: Client) -> None:
    open_ = set()
    for page in PAGES:
        answers = [board_client.get(path_of(page)), board_client.post(path_of(page))]
        if not all(answer.status_code == 405 or answer.headers.get("Location") == "/admin/" for answer in answers):
            open_.add(page.name)

    assert open_ == FOR_THE_BOARD


@pytest.mark.django_db
def test_members_open_none_of_them(member_client: Client) -> None:
    for page in PAGES:
        for answer in (member_client.get(path_of(page)), member_client.post(path_of(page))):
            assert answer.status_code in (302, 403, 405), page.name
            assert not answer.headers.get("Location", "").startswith(path_of(page)), page.name


@pytest.mark.django_db
def test_auditors_read_the_books_and_meet_no_button_that_is_not_theirs(auditor_client: Client, charge: Charge) -> None:
    """Every link they meet from their menu on opens; the only form to send makes their files."""
    post(Movement(charge.account, charge, "payment", "cash", 9000, "hand:1", DAY), actor=None)
    menu = ["billing_desk", "billing_accounts", "bank_matches", "debit_runs", "billing_payouts", "billing_post"]
    waiting = [reverse(name) for name in (*menu, "reminders", "dues_runs")]
    seen, forms = set(waiting), set()
    while waiting:
        address = waiting.pop()
        page = auditor_client.get(address)
        assert page.status_code == 200, address
        main = b"".join(page).decode(errors="replace").partition("<main")[2]
        forms |= {form for form in re.findall(r"<form([^>]*)>", main) if 'method="post"' in form}
        found = {
            unescape(link).split("#")[0] for link in re.findall(r'href="(/(?:admin/(?:bei|ba|la|ma)|mein)[^"]*)"', main)
        }
        waiting += found - seen
        seen |= found

    assert {reverse("billing_account", args=[charge.account_id]), reverse("billing_export")} < seen
    assert len(forms) == 1, forms


@pytest.mark.django_db
def test_auditors_take_their_files_and_change_nothing(auditor_client: Client) -> None:
    for page in PAGES:
        auditor_client.post(path_of(page))
    assert not LogEntry.objects.exclude(action__startswith="accounts.").exists()

    dates = {"from_on": "2027-01-01", "last_on": "2027-12-31"}
    answer = auditor_client.post(reverse("billing_export"), {"kind": "zip", **dates})
    assert answer.headers["Content-Type"] == "application/zip"


@pytest.mark.django_db
def test_nobody_of_the_office_pays_for_a_member_or_takes_the_members_card(
    double: StripeDouble, auditor_client: Client, treasurer_client: Client, charge: Charge
) -> None:
    paid = post(Movement(charge.account, charge, "payment", "cash", 1000, "hand:1", DAY), actor=None)
    assert paid
    for client in (auditor_client, treasurer_client):
        for address in (reverse("pay_online", args=[charge.pk]), reverse("kept_method", args=[charge.account_id])):
            assert (client.get(address).status_code, client.post(address, {"do": "remove"}).status_code) == (404, 404)
    receipt = reverse("receipt", args=[paid.pk])
    assert (auditor_client.post(receipt).status_code, treasurer_client.post(receipt).status_code) == (404, 302)
