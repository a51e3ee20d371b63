"""Every public, member and sign-in page: axe, desktop and phone, light and dark, 320 px, strangers, cookies, CSP."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from events.models import Registration
from events.queries.registration import token_of
from home.models import NewsIndexPage, NewsPage
from members.actions.people import update_company, update_person
from members.admission.models import State
from members.models import Consent, Membership, Person, Principles
from tests.factories import MemberFactory, RegistrationFactory, make_application, make_event, make_statutes
from tests.members.test_visibility import full_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Whoever adds a page adds a line. Names in braces come from the fixture `site`.
READ = [
    "/",
    "/termine/",
    "/termine/?zeit=vergangen",
    "/termine/?ansicht=monat",
    "/termine/{coming}/",
    "/termine/{full}/",
    "/termine/{cancelled}/",
    "/termine/{recap}/",
    "/mitglieder/",
    "/mitglieder/?ansicht=firmen",
    "/mitglieder/{person}/",
    "/mitglieder/firma/{company}/",
    "/aktuelles/",
    "/aktuelles/{news}/",
    "/ueber-uns/",
    "/vorstand/",
    "/mitglied-werden/",
    "/grundsaetze/",
    "/impressum/",
    "/datenschutz/",
    "/barrierefreiheit/",
    "/suche/",
    "/suche/?q=werft",
    "/suche/?q=nirgends",
    "/gibt-es-nicht/",
]
FORMS = [
    "/termine/{coming}/anmelden/",
    "/termine/{full}/anmelden/",
    "/anmeldung/{token}/",
    "/mitglied-werden/antrag/",
    "/mitglied-werden/antrag/danke/",
    "/antrag/{asked}/",
    "/antrag/{unconfirmed}/bestaetigen/",
    "/buergschaft/{sponsor}/",
    "/antrag/gibt-es-nicht/",
    "/kontakt/",
    "/konto/login/",
    "/konto/password/reset/",
]
OWN = [
    "/mein/",
    "/mein/profil/",
    "/mein/profil/foto/",
    "/mein/profil/firma/",
    "/mein/profil/firma/logo/",
    "/mein/profil/vorschau/",
    "/mein/grundsaetze/",
    "/mein/mitgliedschaft/",
    "/mein/beitraege/",
    "/mein/mitgliedschaft/{membership}/kuendigen/",
    "/mein/aufnahmen/{announced}/",
    "/mein/termine/",
    "/mein/kalender/",
    "/termine/{coming}/",
    "/termine/{coming}/anmelden/",
    "/termine/{coming}/anmelden/mitglied/",
    "/konto/",
    "/konto/email/",
    "/konto/password/change/",
    "/konto/2fa/",
    "/konto/2fa/totp/activate/",
    "/konto/2fa/webauthn/add/",
    "/konto/sessions/",
]
LOOKS = [(1280, "light"), (1280, "dark"), (375, "light"), (375, "dark")]


@pytest.fixture
def site(transactional_db: None) -> dict[str, Any]:
    """A site with one of everything: what a path names, and `user`, the account of the member whose profile is full."""
    now = timezone.now()
    person = full_person()
    update_person(person, data={"note": "x", "about": "Ich leite die Werft."}, actor=None)
    assert person.company
    update_company(
        person.company, data={"about": "Wir bauen Dächer für die Werft.", "street": "Kirchstr. 3"}, actor=None
    )
    coming = make_event(
        title="Frühstück in der Werft", capacity=20, companions_max=2, host=MemberFactory().person, body="<p>Text</p>"
    )
    full = make_event(title="Werftabend", capacity=1, starts_at=now + timedelta(days=9))
    past = make_event(
        title="Werftbesuch", starts_at=now - timedelta(days=9), recap="<p>Schön.</p>", attendance_count=65
    )
    RegistrationFactory(event=full)
    RegistrationFactory(event=full, state=Registration.State.WAITING)
    Principles.objects.create(title="Grundsätze", text="Eins\nErst geben.", in_force_on=date(2025, 1, 1))
    Principles.objects.create(title="Grundsätze", text="Eins\nErst geben.\n\nZwei\nDanke.", in_force_on=now.date())
    Consent.objects.create(person=person, kind="principles", text_version="2025-01-01", given_at=now, source="x")
    for event in (coming, past):
        RegistrationFactory(event=event, person=person, guest_name="", guest_email="", on_list=True)
    news = NewsPage(title="Ein neues Dach", published_on=now.date(), body=[("text", "<p>Für die Werft.</p>")])
    NewsIndexPage.objects.get().add_child(instance=news)
    return {
        "coming": coming.page.slug,
        "full": full.page.slug,
        "cancelled": make_event(title="Werftfest", state="cancelled").page.slug,
        "recap": past.page.slug,
        "person": person.slug,
        "company": person.company.slug,
        "news": news.slug,
        "token": token_of(RegistrationFactory(event=coming)),
        "user": person.user,
        **_applications(person),
    }


def _applications(member: Person) -> dict[str, Any]:
    """One for each page of an application, by the names that paths use."""
    today = timezone.localdate()
    make_statutes(
        types=[{"key": "full", "name": "Ordentliches Mitglied", "proof": True, "who": "Betriebe"}],
        admission={"decision": "board", "conditions": ["Betrieb im Ort"], "objection": {"by": "members"}},
    )
    asked = make_application(state=State.ASKED)
    asked.messages.create(text="Seit wann besteht Ihr Betrieb?", at=timezone.now())
    announced = make_application(state=State.OBJECTION, stages=[], announced_on=today)
    return {
        "asked": asked.token,
        "unconfirmed": make_application(state=State.RECEIVED).token,
        "sponsor": make_application().sponsors.create(name="Jonas", person=member).token,
        "announced": announced.pk,
        "membership": Membership.objects.get(member__person=member).pk,
    }


@pytest.fixture
def watched(page: Page, live_url: str) -> Page:
    """A tab that fails the test for a request to another host and for a violation of the content security policy."""
    host = urlsplit(live_url).netloc

    def own_host(url: str) -> None:
        parts = urlsplit(url)
        assert parts.scheme in {"data", "blob"} or parts.netloc == host, f"{page.url} asks {url}"

    def no_violation(text: str) -> None:
        assert "Content Security Policy" not in text, f"{page.url}: {text}"

    page.on("request", lambda request: own_host(request.url))
    page.on("console", lambda message: no_violation(message.text))
    page.emulate_media(reduced_motion="reduce")
    return page


def walk(page: Page, axe: Callable[..., None], paths: list[str], names: dict[str, Any]) -> None:
    """Open each path once and look at it in every width and scheme; all that is wrong is told at once."""
    problems = []
    for path in paths:
        response = page.goto(path.format(**names))
        if not response or response.status != (404 if "gibt-es-nicht" in path else 200):
            problems.append(f"{path} does not answer as it should")
        problems += _problems(page, axe)
    assert not problems, "\n".join(problems)


def _problems(page: Page, axe: Callable[..., None]) -> list[str]:
    problems = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        try:
            axe(page, colours_only=scheme == "dark")
        except AssertionError as error:
            problems.append(f"{width} px, {scheme}: {error}")
    page.set_viewport_size({"width": 320, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    return problems + ([f"{page.url} is {wide} px wide at 320 px"] if wide > 320 else [])


def test_pages_one_reads_have_no_barriers_and_set_no_cookie(
    watched: Page, context: BrowserContext, axe: Callable[..., None], site: dict[str, Any]
) -> None:
    walk(watched, axe, READ, site)
    assert context.cookies() == []


def test_forms_of_a_visitor_have_no_barriers(
    watched: Page, context: BrowserContext, axe: Callable[..., None], site: dict[str, Any]
) -> None:
    walk(watched, axe, FORMS, site)
    assert {cookie["name"] for cookie in context.cookies()} <= {"csrftoken"}
    watched.goto("/konto/login/")
    watched.fill("#code_email", site["user"].email)
    watched.get_by_role("button", name="Code").first.click()
    expect(watched.locator("input[name=code]")).to_be_visible()
    assert _problems(watched, axe) == []


def test_pages_of_a_member_have_no_barriers(
    watched: Page, axe: Callable[..., None], sign_in_browser: Callable[..., None], site: dict[str, Any]
) -> None:
    sign_in_browser(site["user"])
    walk(watched, axe, OWN, site)


def test_steps_of_an_application_have_no_barriers(
    watched: Page, axe: Callable[..., None], site: dict[str, Any]
) -> None:
    watched.goto("/mitglied-werden/antrag/")
    opened = signing.dumps(timezone.now().timestamp() - 60, salt="admission.apply")  # nobody types faster
    watched.locator("input[name=opened]").evaluate("(field, value) => { field.value = value }", opened)
    who = {"first_name": "Frauke", "last_name": "Ahlers", "street": "Am Deich 4", "postcode": "48999", "city": "Rheine"}
    for name, text in {**who, "email": "frauke@example.org"}.items():
        watched.fill(f"input[name={name}]", text)
    watched.get_by_role("button", name="Weiter").click()
    assert _problems(watched, axe) == []
    watched.locator("input[name=type]").check()
    watched.get_by_role("button", name="Weiter").click()
    expect(watched.locator("input[name=text_statutes]")).to_be_visible()
    assert _problems(watched, axe) == []


def test_skip_link_leads_to_the_content_by_keyboard(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#inhalt")).to_be_focused()
