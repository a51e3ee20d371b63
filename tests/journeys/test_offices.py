"""A new treasurer is elected: on the day the old one loses the rights and the new one gets them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from members.board import middleware
from members.board.actions import create_group, elect
from members.models import Person
from tests.factories import MemberFactory, TermFactory, grant, make_board, sign_in, user_in_group

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/vorstand/",
    "/kontakt/amt/chair/",
    "/mein/aemter/",
    "/arbeitskreise/",
    "/arbeitskreise/arbeitskreis-marketing/",
    "/arbeitskreise/arbeitskreis-marketing/leiten/",
)


def opens_office(person: Person) -> bool:
    assert person.user is not None
    return sign_in(Client(), person.user).get("/admin/personen/").status_code == 200


def enter_result(page: Page, *, old: str, new: str, from_on: str) -> None:
    """The secretary enters one line, checks, and enters it."""
    page.goto("/admin/aemter/")
    page.get_by_role("link", name="Wahlergebnisse eintragen").click()
    # Typed past Wagtail's calendar, which would lie over the table.
    page.locator("#id_from_on").evaluate("(field, day) => { field.value = day; }", from_on)
    row = page.get_by_role("row").filter(has_text=old)
    row.get_by_role("combobox").first.select_option("new")
    row.locator("input[list]").fill(new)
    page.get_by_role("button", name="Prüfen").click()
    page.get_by_text("Das geschieht").wait_for()
    assert page.get_by_text(f"{old} hat das Amt ab").is_visible()
    page.get_by_role("button", name="Ergebnisse eintragen").click()
    page.get_by_text("Die Ergebnisse sind eingetragen: 1 Amtszeit beginnt.").wait_for()


def test_a_new_treasurer_is_elected_and_the_rights_follow_on_the_day(
    page: Page, sign_in_browser: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    make_board()
    grant("treasurer", "Treasurer")
    now = datetime.now(tz=UTC)
    today = timezone.localdate(now)
    old = MemberFactory(person__last_name="Altmann").person
    new = MemberFactory(person__first_name="Wiebke", person__last_name="Neumann", person__salutation="mrs").person
    elect(old, office_key="treasurer", elected_on=today - timedelta(days=600), actor=None, today=today)
    assert (opens_office(old), opens_office(new)) == (True, False)

    sign_in_browser(user_in_group("Board"))
    tomorrow = f"{today + timedelta(days=1):%Y-%m-%d}"
    enter_result(page, old="Jonas Altmann", new="Wiebke Neumann", from_on=tomorrow)
    assert (opens_office(old), opens_office(new)) == (True, False)

    with time_machine.travel(now + timedelta(days=1)):
        assert (opens_office(old), opens_office(new)) == (False, True)
        page.context.clear_cookies()
        page.goto("/vorstand/")
        board = page.locator(".board").inner_text()
    middleware.applied_on["day"] = today
    assert "Wiebke Neumann" in board
    assert "Kassiererin" in board
    assert "Jonas Altmann" not in board
    axe(page)


def test_pages_of_offices_and_working_groups_satisfy_axe(
    page: Page, sign_in_browser: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    make_board()
    chair = TermFactory().person
    data = {"name": "Arbeitskreis Marketing", "summary": "Plakate", "joining": "open"}
    create_group(data=data, lead=chair, actor=None, today=timezone.localdate())
    sign_in_browser(chair.user)
    for width, scheme in ((1280, "light"), (375, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for path in PAGES:
            page.goto(path)
            axe(page)
