"""The office gives a seat on a phone: the person is searched for in a window, not in a list of thousands."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from members.models import Member, Seat
from members.queries import BOARD_GROUP
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_person_is_searched_for_and_chosen_on_a_phone(page: Page, sign_in_browser: Any) -> None:
    member: Member = factories.MemberFactory(person=None, company=factories.CompanyFactory(name="Kötter Holzbau"))
    person = factories.PersonFactory(first_name="Anke", last_name="Vielhaber", sort_key="vielhaber anke")
    for number in range(25):
        factories.PersonFactory(last_name=f"Anders{number}", sort_key=f"anders{number}")
    page.set_viewport_size({"width": 375, "height": 800})
    sign_in_browser(factories.user_in_group(BOARD_GROUP))

    page.goto(f"/admin/mitglieder/{member.pk}/sitze/neu/")
    page.get_by_role("button", name="Person auswählen").click()
    window = page.get_by_role("dialog")
    window.get_by_label("Suche").fill("vielh")
    window.get_by_role("link", name="Anke Vielhaber").click()
    expect(page.get_by_text("Anke Vielhaber")).to_be_visible()
    page.get_by_role("button", name="Sitz vergeben").click()
    expect(page.get_by_role("link", name="Anke Vielhaber").first).to_be_visible()
    assert Seat.objects.get().person == person
