"""The page of an event: before, cancelled, afterwards as the recap; what is only for some; data for machines."""

import json
import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from events.models import Event, EventDocument, EventImage, EventSpeaker, ProgrammeItem, Registration
from members.models import Person
from tests.factories import MemberFactory, PersonFactory, RegistrationFactory, make_event, sign_in
from verein.models import SiteDocument, SiteImage

PAGE_QUERIES = 20
pytestmark = pytest.mark.django_db


def html_of(client: Client, event: Event) -> str:
    response = client.get(event.page.address)
    assert response.status_code == 200
    return response.content.decode()


def json_ld(html: str) -> dict[str, Any]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(found) == 1
    return json.loads(found[0])


def picture(title: str) -> SiteImage:
    return SiteImage.objects.create(title=title, description=f"Bild: {title}", file=get_test_image_file(size=(64, 48)))


def test_page_tells_what_one_needs_to_know(client: Client) -> None:
    event = make_event(
        starts_at=datetime(2031, 11, 25, 6, tzinfo=UTC),
        duration=timedelta(minutes=90),
        street="Münstermauer 12",
        postcode="48431",
        directions="Eingang im Hof",
        audience="Alle mit Betrieb",
        takeaway="Eine Liste",
        price="12 € am Tisch",
        contact_email="termine@example.org",
        companions_max=2,
        body="<p>Wer neu ist, wird begrüßt.</p>",
    )
    ProgrammeItem.objects.create(page=event.page, starts_at=time(7, 20), title="Impuls", text="Zwanzig Minuten")
    EventSpeaker.objects.create(page=event.page, name="Ayla Demir", company="Demir Bau", topic="Leute finden")
    html = html_of(client, event)
    for words in (
        "Dienstag",
        "<b>25</b>",
        "November 2031",
        "7:00–8:30 Uhr",
        "Café am Stadtwall",
        "Eingang im Hof",
        "Alle mit Betrieb",
        "Eine Liste",
        "12 € am Tisch",
        "termine@example.org",
        "mit bis zu 2 Begleitpersonen",
        "Wer neu ist, wird begrüßt.",
        "7:20",
        "Zwanzig Minuten",
        "Ayla Demir, Demir Bau",
        "Leute finden",
    ):
        assert words in html, words
    assert "https://www.openstreetmap.org/search?query=M%C3%BCnstermauer+12%2C+48431+Rheine" in html


def test_page_of_a_draft_is_not_found(client: Client) -> None:
    event = make_event(live=False)
    for path in ("", "termin.ics", "karte.png"):
        assert client.get(event.page.address + path).status_code == 404


def test_page_gives_the_online_link_to_registered_people_only(client: Client, member_client: Client) -> None:
    event = make_event(online_url="https://meet.example.org/geheim")
    assert "geheim" not in html_of(Client(), event)
    assert "geheim" not in html_of(member_client, event)
    waiting = RegistrationFactory(
        event=event, person=member_client.user.person, guest_name="", guest_email="", state="waiting"
    )
    assert "geheim" not in html_of(member_client, event)
    waiting.state = Registration.State.CONFIRMED
    waiting.save()
    assert "geheim" in html_of(member_client, event)


def test_page_gives_documents_by_their_rule(member_client: Client, board_client: Client) -> None:
    event = make_event()
    for access in ("public", "registered", "members", "board"):
        document = SiteDocument.objects.create(
            title=f"Papier-{access}", access=access, file=ContentFile(b"x", name=f"{access}.pdf")
        )
        EventDocument.objects.create(page=event.page, document=document)

    def shown(client: Client) -> list[str]:
        return sorted(re.findall(r"Papier-(\w+)", html_of(client, event)))

    former = sign_in(Client(), MemberFactory(period__until_on=timezone.localdate()).person.user)
    assert shown(Client()) == ["public"]
    assert shown(former) == ["public"]
    assert shown(member_client) == ["members", "public"]
    assert shown(board_client) == ["board", "members", "public", "registered"]
    RegistrationFactory(event=event, person=member_client.user.person, guest_name="", guest_email="")
    assert shown(member_client) == ["members", "public", "registered"]


def test_page_links_people_only_where_the_asker_may_see_them(member_client: Client) -> None:
    open_, hidden = MemberFactory().person, MemberFactory().person
    Person.objects.filter(pk=open_.pk).update(listed="members")
    Person.objects.filter(pk=hidden.pk).update(listed="nobody")
    event = make_event(host=open_)
    EventSpeaker.objects.create(page=event.page, person=hidden)
    EventSpeaker.objects.create(page=event.page, person=PersonFactory(listed="everyone"))  # no member
    assert "/mitglieder/jonas" not in html_of(Client(), event)
    html = html_of(member_client, event)
    assert re.findall(r'href="/mitglieder/(jonas[^"/]*)/"', html) == [open_.slug]
    assert open_.company.name in html  # for members by default
    assert open_.company.name not in html_of(Client(), event)


@pytest.mark.parametrize(
    ("state", "words", "status"),
    [
        ("cancelled", "Diese Veranstaltung ist abgesagt.", "EventCancelled"),
        ("postponed", "Diese Veranstaltung ist verlegt.", "EventPostponed"),
    ],
)
def test_page_says_when_it_does_not_take_place(client: Client, state: str, words: str, status: str) -> None:
    event = make_event(state=state)
    Event.objects.update(state_note="Der Saal steht unter Wasser.")
    html = html_of(client, event)
    assert words in html
    assert "Der Saal steht unter Wasser." in html
    assert json_ld(html)["eventStatus"] == f"https://schema.org/{status}"


def test_page_becomes_the_recap_at_the_same_address(client: Client) -> None:
    event = make_event(
        starts_at=timezone.now() - timedelta(days=3), recap="<p>Der Kuchen reichte gerade so.</p>", attendance_count=65
    )
    EventImage.objects.create(page=event.page, image=picture("Stehtisch"), caption="Am Stehtisch")
    html = html_of(client, event)
    assert "Der Kuchen reichte gerade so." in html
    assert ">65<" in html
    assert 'alt="Bild: Stehtisch"' in html
    assert "Am Stehtisch" in html
    assert re.search(r'srcset="/media/images/[^"]+\.webp 64w', html)
    assert 'loading="lazy"' in html
    assert "Anmeldeschluss" not in html


def test_page_before_the_event_keeps_the_recap_to_itself(client: Client) -> None:
    assert "Noch geheim" not in html_of(client, make_event(recap="<p>Noch geheim</p>"))


def test_page_counts_present_people_when_nobody_wrote_a_number(client: Client) -> None:
    event = make_event(starts_at=timezone.now() - timedelta(days=3))
    RegistrationFactory(event=event, party_size=3, attendance="present")
    RegistrationFactory(event=event, attendance="absent")
    assert '<p class="recap__number">3</p>' in html_of(client, event)


def test_page_tells_machines_the_same(client: Client) -> None:
    event = make_event(
        title='Gut & <b>böse</b> </script><script>alert("x")</script>',
        starts_at=datetime(2031, 7, 1, 5, tzinfo=UTC),
        street="Münstermauer 12",
        online_url="https://meet.example.org/geheim",
        capacity=40,
    )
    html = html_of(client, event)
    assert "</script><script>alert" not in html
    data = json_ld(html)
    assert data["@type"] == "Event"
    assert data["name"] == event.page.title
    assert data["startDate"] == "2031-07-01T07:00:00+02:00"
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert data["location"][0]["address"]["streetAddress"] == "Münstermauer 12"
    assert data["offers"]["availability"] == "https://schema.org/InStock"
    assert data["organizer"]["@type"] == "Organization"
    assert "geheim" not in json.dumps(data)


def test_page_says_sold_out_while_somebody_waits(client: Client) -> None:
    event = make_event(capacity=5)
    RegistrationFactory(event=event, party_size=6, state="waiting")
    assert json_ld(html_of(client, event))["offers"]["availability"] == "https://schema.org/SoldOut"


def test_page_has_a_picture_for_links_drawn_or_its_own(client: Client) -> None:
    event = make_event(title="Ein sehr langer Titel, der über viele Zeilen geht, " * 4)
    address = f"{event.page.address}karte.png"
    assert f'<meta property="og:image" content="http://localhost:8000{address}">' in html_of(client, event)
    response = client.get(address)
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\x89PNG")
    assert content[16:24] == (1200).to_bytes(4, "big") + (630).to_bytes(4, "big")
    event.page.image = picture("Eigenes")
    event.page.save()
    assert re.search(r'og:image" content="http://localhost:8000/media/images/[^"]+\.jpg"', html_of(client, event))


def test_preview_of_a_page_without_its_row_works(event_editor_client: Client) -> None:
    event = make_event(live=False, title="Entwurf")
    page = event.page
    Event.objects.all().delete()
    page.refresh_from_db()
    response = page.make_preview_request(original_request=None, preview_mode="")
    assert response.status_code == 200
    assert "Entwurf" in response.render().content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_page_asks_the_database_equally_often_for_1_and_30(number: int, django_assert_num_queries: Any) -> None:
    event = make_event(starts_at=timezone.now() - timedelta(days=1), recap="<p>Gut.</p>")
    for index in range(number):
        EventSpeaker.objects.create(page=event.page, person=MemberFactory(person__listed="everyone").person)
        EventImage.objects.create(page=event.page, image=picture(f"Bild {index}"))
        ProgrammeItem.objects.create(page=event.page, title="Punkt")
        document = SiteDocument.objects.create(title="Papier", file=ContentFile(b"x", name="a.pdf"))
        EventDocument.objects.create(page=event.page, document=document)
    Client().get(event.page.address)
    with django_assert_num_queries(PAGE_QUERIES):
        Client().get(event.page.address)


def test_page_tells_the_deadline_in_the_form_of_each_language(client: Client) -> None:
    closes = datetime(2031, 5, 5, 17, 0, tzinfo=UTC)
    address = make_event(starts_at=datetime(2031, 5, 6, 5, 0, tzinfo=UTC), registration_closes_at=closes).page.address
    assert "Montag, 5. Mai 2031, 19:00 Uhr" in client.get(address).content.decode()
    assert "Monday, 5 May 2031, 19:00<" in client.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
