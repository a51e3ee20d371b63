"""What dues depend on, from the round to the corrected invoice; a levy from the decision to what is left open."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from members.billing.models import Invoice
from members.dues.actions.asking import ask_members
from members.dues.actions.declaring import declare
from members.dues.actions.running import work
from members.dues.models import DeclarationRound, DuesRun, FeeRegulations
from members.dues.rules import Declared
from members.dues.rules.declaring import Statement
from members.models import Member, User
from members.queries import TREASURER_GROUP
from tests.factories import MemberFactory, complete_association, user_in_group
from tests.members.dues.conftest import NOW, STAFF_BOOK, user_of, year_of
from verein.models import Mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LATER = datetime(2027, 1, 25, 9, tzinfo=UTC)  # after the deadline and the reminder
ADDRESS = {"person__street": "Hauptstraße 1", "person__postcode": "48999", "person__city": "Emsbogen"}
LEVY = {"key": "festival", "name": "Umlage", "clause": "§ 7 Abs. 3", "share": "equal", "cap_percent": 30}
SMALL = Statement({"staff": Declared(weights={"full": 2, "half": 0})}, {"place": "a"})  # type: ignore[dict-item]
PHONE, DESK = {"width": 375, "height": 800}, {"width": 1280, "height": 900}


@pytest.fixture
def clock(transactional_db: None) -> Any:
    with time_machine.travel(NOW) as clock:
        yield clock


@pytest.fixture
def treasurer(clock: Any) -> User:
    complete_association()
    FeeRegulations.objects.create(
        rules={**STAFF_BOOK, "levies": [LEVY]}, decided_on=date(2019, 12, 1), effective_on=date(2020, 1, 1)
    )
    return user_in_group(TREASURER_GROUP)


def carried_out(page: Page, run: DuesRun) -> None:
    """The queue's worker works, and the page is opened again."""
    run.refresh_from_db()
    while run.is_at_work:
        work.call(run.pk)
        run.refresh_from_db()
    page.goto(f"/admin/beitragslaeufe/{run.pk}/")


def issue_all(page: Page) -> None:
    run = DuesRun.objects.latest("pk")
    carried_out(page, run)
    page.get_by_role("button", name="ausstellen").click()
    carried_out(page, run)
    expect(page.get_by_text("Alles ist ausgestellt")).to_be_visible()


def look_and_send(page: Page, *, button: str) -> None:
    """Two full-time, one part-time: 2.5 heads, the lower band."""
    page.get_by_label("Vollzeit").fill("2")
    page.get_by_label("Teilzeit").fill("1")
    page.get_by_label("Lage").select_option(label="A")
    page.get_by_role("button", name="Zeigen, was daraus folgt").click()
    follows = page.get_by_role("region", name="Das folgt aus diesen Angaben")
    expect(follows.get_by_role("row", name="Jahresbeitrag").first).to_contain_text("120,00")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut off on a phone"
    page.get_by_role("button", name=button).click()


def ask(page: Page) -> None:
    """The treasurer asks; the worker sends the mails."""
    page.goto("/admin/beitraege/angaben/")
    page.get_by_role("link", name="Angaben für ein Jahr abfragen").click()
    page.get_by_role("button", name="Mitglieder anfragen").click()
    expect(page.get_by_text("Die Mitglieder werden per E-Mail angefragt")).to_be_visible()
    ask_members.call(DeclarationRound.objects.get().pk, 0)


def declare_by_the_link(page: Page, member: Member) -> None:
    link = f"/mein/beitraege/angaben/{member.pk}/2027/"
    assert link in Mail.objects.get(to=user_of(member).email, kind="dues/mail/declaration_asked").text
    page.goto(link)
    look_and_send(page, button="Diese Angaben abgeben")
    expect(page.get_by_text("Ihre Angaben sind eingegangen")).to_be_visible()


def estimate(page: Page) -> None:
    page.goto("/admin/beitraege/angaben/2027/")
    page.get_by_role("button", name="Fehlende Angaben schätzen und mitteilen").click()
    expect(page.get_by_text("geschätzt und benachrichtigt")).to_be_visible()


def object_to_it(page: Page) -> None:
    page.goto("/mein/beitraege/")
    page.get_by_role("link", name="Angaben").first.click()
    page.get_by_label("Warum die Schätzung nicht stimmt").fill("Wir sind nur zu dritt.")
    look_and_send(page, button="Mit diesen Angaben widersprechen")
    expect(page.get_by_text("Vielen Dank. Ihr Widerspruch ist eingegangen.")).to_be_visible()


def accept(page: Page, member: Member) -> None:
    page.goto("/admin/beitraege/angaben/")
    page.get_by_role("link", name=str(member.holder)).click()
    expect(page.get_by_text("Wir sind nur zu dritt.")).to_be_visible()
    page.get_by_label("Entscheidung").select_option("yes")
    page.get_by_role("button", name="Entscheiden und dem Mitglied mitteilen").click()


def test_declared_on_a_phone_estimated_objected_to_and_corrected_by_the_next_run(
    page: Page, clock: Any, treasurer: User, sign_in_browser: Callable[..., None]
) -> None:
    declaring, silent = MemberFactory(**ADDRESS), MemberFactory(**ADDRESS)
    declare(year_of(silent, 2026), statement=SMALL, actor=None, now=NOW)

    def sits_down(user: User, *, size: Any) -> None:
        page.set_viewport_size(size)
        sign_in_browser(user)

    sits_down(treasurer, size=DESK)
    ask(page)
    sits_down(user_of(declaring), size=PHONE)
    declare_by_the_link(page, declaring)

    clock.move_to(LATER)
    sits_down(treasurer, size=DESK)
    estimate(page)
    run_dues(page)
    sits_down(user_of(silent), size=PHONE)
    object_to_it(page)
    sits_down(treasurer, size=DESK)
    accept(page, silent)
    run_dues(page)
    found = Invoice.objects.filter(account__member=silent).order_by("pk").values_list("total_cents", flat=True)
    assert list(found) == [24000, -24000, 12000]


def run_dues(page: Page) -> None:
    page.goto("/admin/beitragslaeufe/neu/")
    page.get_by_role("button", name="Berechnen").click()
    page.wait_for_url("**/beitragslaeufe/*/")
    issue_all(page)


def enter_levy(page: Page, *, payer: str) -> None:
    """With a number that nobody has on the first try: nothing typed is lost."""
    page.goto("/admin/beitragslaeufe/")
    page.get_by_role("link", name="Umlagen").click()
    page.get_by_role("link", name="Umlage eintragen").click()
    page.get_by_label("Titel").fill("Umlage Stadtfest")
    page.get_by_label("Grund").fill("Das Stadtfest fiel aus.")
    page.get_by_label("Gesamtbetrag").fill("50,00")
    page.get_by_label("beschlossen am").fill("2026-11-20")
    page.get_by_label("Beschlossen von").fill("Mitgliederversammlung")
    page.get_by_label("fällig am").fill("2026-12-31")
    only = page.get_by_label("nur diese Mitglieder")
    only.fill(f"{payer}, X1")
    page.get_by_role("button", name="Eintragen").click()
    expect(page.get_by_text("X1").first).to_be_visible()
    expect(page.get_by_label("Titel")).to_have_value("Umlage Stadtfest")
    only.fill(payer)
    page.get_by_role("button", name="Eintragen").click()


def test_levy_is_entered_looked_at_issued_and_says_what_its_limit_leaves_open(
    page: Page, treasurer: User, sign_in_browser: Callable[..., None]
) -> None:
    small = MemberFactory(**ADDRESS)
    declare(year_of(small, 2026), statement=SMALL, actor=None, now=NOW)
    sign_in_browser(treasurer)
    enter_levy(page, payer=small.number)
    page.get_by_role("button", name="Berechnen, wer wie viel zahlt").click()
    page.wait_for_url("**/beitragslaeufe/*/")
    carried_out(page, DuesRun.objects.get())
    expect(page.get_by_text("bleiben 14,00 € des Gesamtbetrags offen")).to_be_visible()
    issue_all(page)
    assert Invoice.objects.get().total_cents == 3600

    sign_in_browser(user_of(small))
    page.goto("/mein/beitraege/")
    expect(page.get_by_text("36,00").first).to_be_visible()
