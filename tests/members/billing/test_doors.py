"""Every page and button of the treasurer is shut for the board, which sees sums only, and for members."""

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from members.billing import wagtail_hooks

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
