"""`/suche/`: finds parts of words in whatever spelling, only what the asker may see, and shows where."""

import html
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from events.models import Event
from home.actions import set_up_site
from home.models import BoardPage, HomePage, NewsIndexPage, NewsPage, TextPage
from home.queries.search import excerpt, marked
from members.actions.people import update_company, update_person
from tests.factories import CompanyFactory, MemberFactory, make_event
from tests.members.test_visibility import BOARD, EVERYONE, LEVELS, MEMBERS, NOBODY, VIEWERS, full_person, viewer_client

pytestmark = pytest.mark.django_db


def publish_news(title: str, text: str = "", **fields: object) -> NewsPage:
    page = NewsPage(title=title, published_on=date(2026, 3, 4), body=[("text", f"<p>{text}</p>")], live=False, **fields)
    NewsIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return page


def found(client: Client, query: str) -> str:
    response = client.get("/suche/", {"q": query})
    assert response.status_code == 200
    main = response.content.decode().partition('id="inhalt"')[2].partition("</main>")[0]
    return html.unescape(re.sub(r"</?mark>", "", main.partition('id="treffer"')[2]))


@pytest.mark.parametrize("query", ["frühstück", "fruehstueck", "FRUHSTUCK", "ühstü", "unternehmer früh"])
def test_search_finds_parts_of_words_in_every_spelling(client: Client, query: str) -> None:
    make_event(title="Unternehmerfrühstück")
    publish_news("Neues vom Unternehmerfrühstück")
    text = found(client, query)
    assert "Kommende Termine" in text
    assert 'href="/aktuelles/neues-vom-unternehmerfr' in text


def test_search_finds_every_kind(client: Client) -> None:
    make_event(title="Frühstück in der Werft")
    make_event(title="Werftbesichtigung", starts_at=timezone.now() - timedelta(days=9))
    publish_news("Ein neues Dach", "Gefeiert wurde auf der Werft.")
    about = TextPage.objects.get(slug="ueber-uns")
    about.body = [("principles", {"heading": "Haltung", "items": [{"title": "Offen", "text": "Auch für die Werft."}]})]
    about.save_revision().publish()
    person = full_person(listed=EVERYONE, level=EVERYONE)
    update_person(person, data={"pitch": "Ich leite die Werft."}, actor=None)
    company = CompanyFactory(name="Werft am Hafen", listed=EVERYONE)
    MemberFactory(person__company=company, person__listed=NOBODY)
    update_company(company, data={"about": "Schiffe."}, actor=None)
    text = found(client, "werft")
    assert "6 Treffer für „werft“" in text
    for heading in ("Kommende Termine", "Vergangene Termine", "Personen", "Firmen", "Aktuelles", "Seiten"):
        assert f"{heading} <span" in text, heading
    for address in ("/termine/", "/aktuelles/ein-neues-dach/", "/ueber-uns/", f"/mitglieder/{person.slug}/"):
        assert f'href="{address}' in text
    assert f'href="/mitglieder/firma/{company.slug}/"' in text


def test_search_shows_the_place_in_the_text_with_marks(client: Client) -> None:
    publish_news("Bericht", "Lorem ipsum dolor. " * 40 + "Dann sprach die Müllerin über Mehl. " + "Und weiter. " * 40)
    page = client.get("/suche/", {"q": "mueller"}).content.decode()
    assert "die <mark>Müllerin</mark> über Mehl." in page
    assert "1 Treffer für" in page


def test_search_wants_every_word(client: Client) -> None:
    publish_news("Bericht", "Kuchen und Kaffee")
    assert "Bericht" in found(client, "kaffee kuchen")
    assert "Nichts gefunden" in found(client, "kaffee tee")


def test_search_never_finds_drafts_or_what_was_taken_back(client: Client) -> None:
    page = publish_news("Geheimplan", "Wal")
    page.body = [("text", "<p>Seestern</p>")]
    page.save_revision()
    make_event(title="Geheimtreffen", live=False)
    assert "Geheimplan" in found(client, "wal")
    assert "Nichts gefunden" in found(client, "seestern")
    assert "Nichts gefunden" in found(client, "geheimtreffen")
    NewsPage.objects.get(pk=page.pk).unpublish()
    assert "Nichts gefunden" in found(client, "geheimplan")


def test_search_finds_the_new_text_after_publishing_again(client: Client) -> None:
    page = publish_news("Bericht", "Alter Text")
    page.body = [("text", "<p>Seestern</p>")]
    page.save_revision().publish()
    assert "Bericht" in found(client, "seestern")
    assert "Nichts gefunden" in found(client, "alter")


def test_search_looks_through_home_and_board(client: Client) -> None:
    for page, text in ((HomePage.objects.get(), "Leuchtturm"), (BoardPage.objects.get(), "Leuchtturmwärter")):
        page.lead = text
        page.save_revision().publish()
    text = found(client, "leuchtturm")
    assert 'href="/"' in text
    assert 'href="/vorstand/"' in text


def test_set_up_site_makes_pages_searchable_that_nobody_published(client: Client) -> None:
    TextPage.objects.update(search_text="")
    set_up_site()
    assert 'href="/ueber-uns/"' in found(client, "über uns")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("kind", VIEWERS)
def test_search_finds_people_only_by_what_the_asker_may_see(kind: str, level: str) -> None:
    client = viewer_client(kind)
    person = full_person(level=level)
    update_person(person, data={"about": "Ich sammle Kompasse."}, actor=None)
    text = found(client, "kompasse")
    assert (person.name in text) == (level in VIEWERS[kind])
    assert ("sammle" in text) == (level in VIEWERS[kind])


@pytest.mark.parametrize(("listed", "seen"), [(EVERYONE, True), (MEMBERS, False), (BOARD, False), (NOBODY, False)])
def test_visitor_finds_only_companies_that_show_themselves(client: Client, listed: str, seen: bool) -> None:
    company = CompanyFactory(name="Schiffsbau Kolk", listed=listed)
    MemberFactory(person__company=company, person__listed=NOBODY)
    update_company(company, data={"about": "Kähne."}, actor=None)
    assert ("Schiffsbau Kolk" in found(client, "schiffsbau")) == seen


def test_search_never_finds_former_members(member_client: Client) -> None:
    person = MemberFactory(period__until_on=date(2025, 1, 1), person__listed=EVERYONE).person
    update_person(person, data={"last_name": "Kompassmacher"}, actor=None)
    assert "Nichts gefunden" in found(member_client, "kompassmacher")


def test_search_names_a_cancelled_event(client: Client) -> None:
    make_event(title="Hafenrundfahrt", state=Event.State.CANCELLED)
    assert "abgesagt" in found(client, "hafenrundfahrt")


def test_search_leads_to_the_full_list(client: Client) -> None:
    for _number in range(9):
        make_event(title="Hafenrundfahrt")
    text = found(client, "hafenrund")
    assert text.count('class="hit__title"') == 8
    assert "Alle 9 Treffer anzeigen" in text
    assert 'href="/termine/?zeit=kommend&q=hafenrund"' in text


def test_search_without_words_shows_the_form(client: Client) -> None:
    for address in ("/suche/", "/suche/?q=", "/suche/?q=+"):
        page = client.get(address).content.decode()
        assert 'name="q"' in page
        assert "Treffer" not in page
        assert "Bitte prüfen" not in page


@pytest.mark.parametrize(
    ("query", "message"), [("a", "2 Zeichen"), ("x" * 101, "100 Zeichen"), ("a\x00b", "Nullzeichen"), ("%_'\"<b>", "")]
)
def test_search_refuses_with_a_sentence_and_keeps_the_words(client: Client, query: str, message: str) -> None:
    publish_news("Bericht", "nichts")
    response = client.get("/suche/", {"q": query})
    text = html.unescape(response.content.decode())
    assert response.status_code == 200
    assert (message or "Nichts gefunden") in text
    assert response.context["form"]["q"].value() == query


def test_search_is_not_indexed_and_sets_no_cookie(client: Client) -> None:
    response = client.get("/suche/", {"q": "frühstück"})
    assert '<meta name="robots" content="noindex' in response.content.decode()
    assert not response.cookies


@pytest.mark.parametrize("rows", [1, 30])
def test_search_asks_a_fixed_number_of_statements(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        make_event(title="Werft")
        make_event(title="Werft", starts_at=timezone.now() - timedelta(days=9))
        publish_news("Werft", slug=f"werft-{number}")
        person = full_person(listed=EVERYONE, level=EVERYONE)
        update_person(person, data={"about": "Werft"}, actor=None)
        company = CompanyFactory(name="Werft", listed=EVERYONE)
        MemberFactory(person__company=company, person__listed=NOBODY)
        update_company(company, data={"about": "Werft"}, actor=None)
    client.get("/suche/", {"q": "werft"})  # Wagtail keeps the address of the site
    with django_assert_num_queries(STATEMENTS):
        client.get("/suche/", {"q": "werft"})


STATEMENTS = 17


def test_marked_and_excerpt_keep_every_letter() -> None:
    text = "Die E-Mail an Frau Groß & Söhne, bitte!"
    assert "".join(piece.text for piece in marked(text, ["gross", "e-mail"])) == text
    assert [piece.text for piece in marked(text, ["gross", "soehne"]) if piece.hit] == ["Groß", "Söhne"]
    assert "".join(piece.text for piece in excerpt([text], ["nirgends"])) == text
    assert excerpt(["x" * 500], ["nirgends"])[0].text == "x" * 220 + " …"
    assert excerpt([], ["x"]) == []
