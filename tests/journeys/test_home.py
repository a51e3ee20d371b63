"""The first look: the home page in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_home_opens_and_has_no_barriers(page: Page, axe: Callable[[Page], None]) -> None:
    page.goto("/")
    expect(page.get_by_role("main")).to_be_visible()
    axe(page)


def test_a_member_is_signed_in(page: Page, sign_in_browser: Callable[..., None]) -> None:
    from tests import factories

    sign_in_browser(factories.MemberFactory().person.user)
    page.goto("/")
    expect(page.get_by_role("banner")).not_to_contain_text("Einloggen")
