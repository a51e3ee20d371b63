"""Home, news, text and board pages: what a visitor sees, at what price."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Event, EventImage
from home.models import BoardMember, BoardPage, HomePage, NewsIndexPage, NewsPage, TextPage
from members.models import Person, Visibility, default_visibility
from tests import factories

pytestmark = pytest.mark.django_db


def html_of(client: Client, path: str = "/") -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def public_person(**fields: Any) -> Person:
    """Somebody who shows name, photo, company and sentence to everyone."""
    visibility = default_visibility() | dict.fromkeys(("photo", "company", "pitch"), Visibility.EVERYONE.value)
    return factories.PersonFactory(listed=Visibility.EVERYONE, visibility=visibility, **fields)


def join(person: Person, days_ago: int) -> None:
    factories.MemberFactory(person=person, period__from_on=timezone.localdate() - timedelta(days=days_ago))


def past_event(**fields: Any) -> Event:
    return factories.make_event(starts_at=timezone.now() - timedelta(days=9), **fields)


def make_news(title: str, published_on: date, **fields: Any) -> NewsPage:
    page = NewsPage(title=title, published_on=published_on, **fields)
    NewsIndexPage.objects.get().add_child(instance=page)
    return page


# --- Home ------------------------------------------------------------------------------------------------------------
def test_home_shows_the_next_meeting_first(client: Client) -> None:
    later = factories.make_event(title="Vortrag", starts_at=timezone.now() + timedelta(days=20))
    event = factories.make_event(title="Frühstück", capacity=40, starts_at=timezone.now() + timedelta(days=3))
    page = html_of(client)
    assert page.index("Frühstück") < page.index("Vortrag")
    ticket = page[page.index('class="ticket"') : page.index("</article>")]
    assert event.page.title in ticket
    assert "0 von 40 Plätzen vergeben" in ticket
    assert f'href="/termine/{event.page.slug}/anmelden/"' in ticket
    assert f'href="{event.page.address}termin.ics"' in ticket
    assert "openstreetmap.org" in ticket
    assert "Weitere Termine" in page
    assert later.page.address in page


def test_home_without_a_meeting_says_what_to_do(client: Client) -> None:
    page = html_of(client)
    assert 'class="ticket"' not in page
    assert "Zurzeit ist kein Termin geplant." in page


def test_home_is_read_without_a_cookie(client: Client) -> None:
    factories.make_event(capacity=10)
    assert not client.get("/").cookies


def test_home_looks_back_with_number_and_picture(client: Client) -> None:
    past = past_event(title="Herbsttreffen", recap="<p>Der Kuchen reichte gerade so.</p>", attendance_count=65)
    EventImage.objects.create(page=past.page, image=factories.make_image("Stehtisch"))
    page = html_of(client)
    assert '<span class="look-back__number">65</span> Menschen waren da: Herbsttreffen' in page
    assert "Der Kuchen reichte gerade so." in page
    assert "Bild: Stehtisch" in page
    assert "<picture>" in page


def test_home_shows_principles_and_join_us(client: Client) -> None:
    home = HomePage.objects.get()
    home.body = [("principles", {"heading": "Sparkonto", "items": [{"title": "Einzahlen", "text": "Wer gibt."}]})]
    home.join_heading = "Zweimal Gast, dann Mitglied"
    home.save()
    page = html_of(client)
    assert "<h2>Sparkonto</h2>" in page
    assert "<h3>Einzahlen</h3>" in page
    assert "Zweimal Gast, dann Mitglied" in page


def test_home_shows_new_members_who_show_themselves_to_everyone(client: Client) -> None:
    join(public_person(last_name="Neu"), days_ago=30)
    join(public_person(last_name="Alteingesessen"), days_ago=3000)
    join(factories.PersonFactory(last_name="Verborgen"), days_ago=30)
    page = html_of(client)
    assert "Neu dabei" in page
    assert "Jonas Neu" in page
    assert "Alteingesessen" not in page
    assert "Verborgen" not in page


def test_home_does_not_call_a_former_member_new(client: Client) -> None:
    today = timezone.localdate()
    factories.MemberFactory(
        person=public_person(last_name="Weg"), period__from_on=today - timedelta(days=90), period__until_on=today
    )
    assert "Neu dabei" not in html_of(client)


def test_home_shows_members_no_more_of_others_than_visitors(member_client: Client) -> None:
    join(factories.PersonFactory(last_name="Verborgen"), days_ago=30)
    assert "Verborgen" not in html_of(member_client)


@pytest.mark.parametrize("count", [1, 30])
def test_home_costs_the_same_for_one_and_thirty(client: Client, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        factories.make_event(capacity=10, starts_at=timezone.now() + timedelta(days=number + 1))
        past_event(recap="<p>Schön.</p>", attendance_count=5)
        join(public_person(), days_ago=number + 1)
    html_of(client)
    with django_assert_num_queries(14):
        client.get("/")


# --- News ------------------------------------------------------------------------------------------------------------
def test_news_come_latest_first_and_drafts_do_not(client: Client) -> None:
    make_news("Älteres", date(2026, 1, 5))
    make_news("Neueres", date(2026, 3, 5), summary="Kurz gesagt.")
    make_news("Entwurf", date(2026, 4, 5), live=False)
    page = html_of(client, "/aktuelles/")
    assert page.index("Neueres") < page.index("Älteres")
    assert "Kurz gesagt." in page
    assert "Entwurf" not in page


def test_news_without_any_say_so(client: Client) -> None:
    assert "Noch gibt es keine Meldung." in html_of(client, "/aktuelles/")


@pytest.mark.parametrize("count", [1, 12])
def test_news_cost_the_same_for_one_and_a_page_full(client: Client, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        make_news(f"Meldung {number}", date(2026, 1, 1), image=factories.make_image(f"Bild {number}"))
    html_of(client, "/aktuelles/")
    with django_assert_num_queries(10):
        client.get("/aktuelles/")


def test_news_go_on_on_the_next_page(client: Client) -> None:
    for number in range(13):
        make_news(f"Meldung {number}", date(2026, 1, 1) + timedelta(days=number))
    assert 'href="?seite=2"' in html_of(client, "/aktuelles/")
    assert "Meldung 0" in html_of(client, "/aktuelles/?seite=2")


def test_news_item_has_date_picture_and_a_picture_for_links(client: Client) -> None:
    page = make_news("Neue Satzung", date(2026, 3, 5), image=factories.make_image("Saal"), summary="Sie gilt.")
    html = html_of(client, page.url)
    assert "Donnerstag, 5. März 2026" in html
    assert 'alt="Bild: Saal"' in html
    assert '<meta property="og:image" content="http://localhost:8000/media/images/' in html
    assert '<meta name="description" content="Sie gilt.">' in html


# --- Text ------------------------------------------------------------------------------------------------------------
def test_text_page_shows_every_block(client: Client) -> None:
    page = TextPage.objects.get(slug="ueber-uns")
    page.lead = "Wer wir sind"
    page.body = [
        ("text", "<h2>Anfang</h2><p>Neun Betriebe.</p>"),
        ("picture", {"image": factories.make_image("Tisch"), "caption": "Am Tisch"}),
        ("quote", {"text": "Ein Tisch genügt.", "source": "Wiebke Overkamp"}),
    ]
    page.save()
    html = html_of(client, "/ueber-uns/")
    for text in (
        "Wer wir sind",
        "Neun Betriebe.",
        'alt="Bild: Tisch"',
        "Am Tisch",
        "Ein Tisch genügt.",
        "Wiebke Overkamp",
    ):
        assert text in html


# --- Board -----------------------------------------------------------------------------------------------------------
def add_to_board(**fields: Any) -> BoardMember:
    return BoardMember.objects.create(page=BoardPage.objects.get(), **fields)


def test_board_shows_offices_with_members_and_others(client: Client) -> None:
    person = public_person(last_name="Overkamp")
    join(person, days_ago=900)
    add_to_board(person=person, office="Vorsitz", text="Spricht für uns.", sort_order=0)
    add_to_board(name="Karl Extern", company="Kanzlei Extern", office="Kassenprüfung", sort_order=1)
    html = html_of(client, "/vorstand/")
    assert html.index("Vorsitz") < html.index("Kassenprüfung")
    assert f'<a href="/mitglieder/{person.slug}/">Jonas Overkamp</a>' in html
    for text in ("Spricht für uns.", "Karl Extern", "Kanzlei Extern"):
        assert text in html


def test_board_shows_a_photo_only_to_whom_its_owner_shows_it(client: Client, member_client: Client) -> None:
    person = factories.PersonFactory(photo="portraits/x.png", photo_small="portraits/x.webp")
    join(person, days_ago=900)
    add_to_board(person=person, office="Vorsitz")
    address = f"/mitglieder/{person.slug}/foto/klein.webp"
    visitor = html_of(Client(), "/vorstand/")
    assert person.name in visitor
    assert address not in visitor
    assert f'href="/mitglieder/{person.slug}/"' not in visitor
    assert address in html_of(member_client, "/vorstand/")


def test_board_entry_needs_a_member_or_a_name() -> None:
    with pytest.raises(Exception, match="Mitglied"):
        BoardMember(page=BoardPage.objects.get(), office="Vorsitz").full_clean()


@pytest.mark.parametrize("count", [1, 30])
def test_board_costs_the_same_for_one_and_thirty(client: Client, count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        person = public_person()
        join(person, days_ago=900)
        add_to_board(person=person, office=f"Amt {number}")
    html_of(client, "/vorstand/")
    with django_assert_num_queries(15):
        client.get("/vorstand/")


def test_editor_edits_the_board_in_the_administration(editor_client: Client) -> None:
    page = BoardPage.objects.get()
    response = editor_client.get(f"/admin/pages/{page.pk}/edit/")
    assert response.status_code == 200
    assert "board_members-TOTAL_FORMS" in response.content.decode()
