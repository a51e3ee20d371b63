"""Who may what: reads the table of the README and tries every cell of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import Page

from events.models import Event
from events.queries.registration import token_of
from home.models import NewsIndexPage, NewsPage
from members.dues.models import FeeRegulations
from members.models import Member, Person, Principles, Statutes, Visibility
from tests.factories import (
    MemberFactory,
    PersonFactory,
    RegistrationFactory,
    StatutesFactory,
    UserFactory,
    make_application,
    make_event,
    sign_in,
    user_in_group,
)
from verein.models import Association, SiteDocument

README = Path(__file__).resolve().parent.parent / "README.md"


@dataclass
class World:
    event: Event
    news: Page
    person: Person
    hidden: Person
    document: SiteDocument
    association: Association
    token: str
    statutes: Statutes
    principles: Principles
    regulations: int
    member: int
    application: str = "forged"


def get(path: str) -> Callable[[Client, World], bool]:
    """Whether the page opens; `path` may name parts of the world."""

    def opens(client: Client, world: World) -> bool:
        response = client.get(path.format(w=world))
        for close in response._resource_closers:  # response.close() would close the database connection, too
            close()
        return response.status_code == 200

    return opens


def press(path: str) -> Callable[[Client, World], bool]:
    """Whether the button does something: whoever may not is sent to sign in, or back to the start of the office."""

    def works(client: Client, world: World) -> bool:
        response = client.post(path.format(w=world))
        to = response.headers.get("Location", "/admin/")
        return response.status_code == 302 and to != "/admin/" and to.startswith("/admin/") and "login" not in to

    return works


TASKS: dict[str, Callable[[Client, World], bool]] = {
    "read the public pages, calendars and feeds": get("/termine/kalender.ics"),
    "open the form to sign up for a meeting": get("/termine/{w.event.page.slug}/anmelden/"),
    "see and change a registration by its link": get("/anmeldung/{w.token}/"),
    "see a profile shown to members": get("/mitglieder/{w.person.slug}/"),
    "see a profile shown to the board": get("/mitglieder/{w.hidden.slug}/"),
    "read the dues regulations and work out an example": get("/beitragsordnung/"),
    "open a document for members": get("/dokumente/{w.document.pk}/{w.document.filename}"),
    "keep the own profile and registrations": get("/mein/profil/"),
    "see and end the own membership": get("/mein/mitgliedschaft/"),
    "see what one owes, pay, open the own invoices": get("/mein/beitraege/"),
    "see past boards": get("/vorstand/frueher/"),
    "see and download everything kept about oneself": get("/mein/daten/herunterladen/"),
    "write event pages": get("/admin/pages/{w.event.page.pk}/edit/"),
    "import calendars": get("/admin/termine/einlesen/"),
    "run the desk of an event, mark who came": get("/admin/termine/{w.event.page.pk}/"),
    "export the list of an event": get("/admin/termine/{w.event.page.pk}/anmeldungen.csv"),
    "write news, pages, the home page": get("/admin/pages/{w.news.pk}/edit/"),
    "see people, companies and memberships": get("/admin/personen/"),
    "edit people and companies": get("/admin/personen/edit/{w.person.pk}/"),
    "see notices and proceedings": get("/admin/austritte/"),
    "enter a notice, an exclusion, a death": get("/admin/personen/{w.person.pk}/verstorben/"),
    "see sums of dues and payments": get("/admin/beitraege/"),
    "read the accounts of members and the bank’s lines, take the files for auditors": get("/admin/beitraege/dateien/"),
    "keep the accounts of members, book, issue": get("/admin/beitraege/konten/neu/"),
    "hand refunds to the bank, print letters": press("/admin/beitraege/briefe/drucken/"),
    "see bodies, offices and terms": get("/admin/aemter/"),
    "enter elections, end terms, run handovers": get("/admin/aemter/wahl/"),
    "read the rules of the statutes in the office": get("/admin/satzung/{w.statutes.pk}/regeln/austritt/"),
    "read the dues regulations, write them, put them in force": get("/admin/beitragsordnung/{w.regulations}/in-kraft/"),
    "write the statutes, put them in force": get("/admin/satzung/{w.statutes.pk}/in-kraft/"),
    "apply for membership": get("/mitglied-werden/antrag/"),
    "follow an application by its link": get("/antrag/{w.application}/"),
    "see applications, note payments of applicants": get("/admin/antraege/"),
    "take over bank statements, assign payments": press("/admin/bank/einlesen/"),
    "give payments back, see payouts, set up Stripe": get("/admin/beitraege/stripe/"),
    "compute the dues of a year and issue them": get("/admin/beitragslaeufe/neu/"),
    "see and enter what members’ dues depend on, ask for it": get("/admin/beitraege/angaben/mitglied/{w.member}/"),
    "declare what the own dues depend on": get("/mein/beitraege/angaben/"),
    "start debit runs, enter mandates": press("/admin/lastschriften/neu/"),
    "see who would be reminded, send and withdraw reminders": press("/admin/mahnungen/senden/"),
    "import member lists": get("/admin/mitglieder-import/"),
    "answer requests for erasure": get("/admin/datenschutz/personen/{w.person.pk}/"),
    "look up, give out and erase what is kept of a guest": get("/admin/datenschutz/gaeste/"),
    "print the record of processing activities": get("/admin/datenschutz/verzeichnis/"),
    "see the register of any day and the statistics": get("/admin/mitgliederverzeichnis/"),
    "prepare a general meeting": get("/admin/versammlung/"),
    "make member lists, hand the list to a member": get("/admin/mitgliederverzeichnis/liste/"),
    "merge doubles": get("/admin/doppelte/"),
    "accept the principles": get("/mein/grundsaetze/"),
    "read the principles’ drafts, see who has accepted": get("/admin/grundsaetze/{w.principles.pk}/"),
    "write the principles, put them in force": get("/admin/grundsaetze/neu/"),
    "take a time out, agree to be honoured": get("/mein/auszeit/"),
    "read the audit log": get("/admin/protokoll/"),
    "see the outbox, send again": get("/admin/postausgang/"),
    "change the association’s settings": get("/admin/settings/verein/association/{w.association.pk}/"),
    "manage accounts and groups": get("/admin/users/"),
}

ROLES: dict[str, Callable[[], Client]] = {
    "visitor": Client,
    "guest with link": Client,
    "member": lambda: sign_in(Client(), MemberFactory().person.user),
    "former member": lambda: sign_in(
        Client(), MemberFactory(period__from_on=date(2019, 1, 1), period__until_on=date(2025, 1, 1)).person.user
    ),
    "editors": lambda: sign_in(Client(), user_in_group("Editors")),
    "event editors": lambda: sign_in(Client(), user_in_group("Event editors")),
    "auditors": lambda: sign_in(Client(), user_in_group("Auditors")),
    "treasurer": lambda: sign_in(Client(), user_in_group("Treasurer")),
    "board": lambda: sign_in(Client(), user_in_group("Board")),
    "superuser": lambda: sign_in(Client(), PersonFactory(user=UserFactory(is_superuser=True, is_staff=True)).user),
}


def matrix() -> list[tuple[str, str, bool]]:
    """(task, role, allowed) of every cell of the README's table."""
    lines = README.read_text(encoding="utf-8").split("## Who may what")[1].split("\n## ")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    roles = rows[0][1:]
    assert roles == list(ROLES)
    return [
        (row[0], role, {"✓": True, "–": False}[cell])
        for row in rows[2:]
        for role, cell in zip(roles, row[1:], strict=True)
    ]


@pytest.fixture
def world(db: None) -> World:
    event = make_event(guests_allowed=True)
    news = NewsPage(title="Neu", published_on=date(2026, 11, 1))
    NewsIndexPage.objects.get().add_child(instance=news)
    hidden = MemberFactory(person__listed=Visibility.BOARD).person
    document = SiteDocument.objects.create(
        title="Protokoll", file=ContentFile(b"%PDF-1.4", name="protokoll.pdf"), access=SiteDocument.Access.MEMBERS
    )
    FeeRegulations.objects.create(rules={}, effective_on=date(2020, 1, 1))
    return World(
        event,
        news,
        MemberFactory().person,
        hidden,
        document,
        Association.load(),
        "forged",
        StatutesFactory(effective_on=None),
        Principles.objects.create(title="Grundsätze", text="Danke sagen.", in_force_on=date(2026, 1, 1)),
        FeeRegulations.objects.create(rules={}).pk,
        Member.objects.get(person=hidden).pk,
    )


def test_every_task_of_the_table_is_tried() -> None:
    assert {task for task, _role, _allowed in matrix()} == set(TASKS)


@pytest.mark.parametrize("role", list(ROLES))
def test_the_table_of_the_readme_holds(role: str, world: World) -> None:
    if role == "guest with link":
        world.token = token_of(RegistrationFactory(event=world.event))
        world.application = make_application().token
    client = ROLES[role]()
    expected = {task: allowed for task, for_role, allowed in matrix() if for_role == role}
    assert {task: TASKS[task](client, world) for task in expected} == expected
