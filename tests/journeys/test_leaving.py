"""A member leaves: sees the end, gives notice, takes it back, gives it again; on the day the access ends."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from playwright.sync_api import Page, expect

from members.models import Membership
from tests.factories import MemberFactory
from tests.members.admission.test_leaving import in_force

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 375])
def test_leave_until_the_access_ends(
    page: Page, axe: Callable[[Page], None], sign_in_browser: Callable[..., None], width: int
) -> None:
    in_force({"leaving": {"exit": {"notice": "14 days", "to": "any_day", "form": "written"}}})
    member = MemberFactory()
    last_day = timezone.localdate() + timedelta(days=14)
    page.set_viewport_size({"width": width, "height": 800})
    sign_in_browser(member.person.user, second_factor=False)

    page.goto("/mein/")
    page.get_by_role("link", name="Meine Mitgliedschaft").click()
    axe(page)
    page.get_by_role("link", name="Mitgliedschaft kündigen").click()
    expect(page.get_by_text(f"Mitglied bis {date_format(last_day, 'j. F Y')}")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Jetzt kündigen").click()
    expect(page.get_by_role("status")).to_contain_text("Ihre Kündigung ist eingegangen")

    page.get_by_role("button", name="Kündigung zurücknehmen").click()
    expect(page.get_by_role("link", name="Mitgliedschaft kündigen")).to_be_visible()
    page.get_by_role("link", name="Mitgliedschaft kündigen").click()
    page.get_by_role("button", name="Jetzt kündigen").click()
    assert Membership.objects.get().last_day == last_day

    # The day has come: the same session opens nothing any more.
    Membership.objects.update(from_on=timezone.localdate() - timedelta(days=90), until_on=timezone.localdate())
    page.goto("/mein/")
    expect(page).to_have_url(re.compile("/konto/login/"))
