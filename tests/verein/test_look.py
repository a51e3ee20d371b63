"""The frame of every page: head, menu, footer, the association's colours, the language."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from PIL import Image

from home.models import TextPage
from tests import factories
from verein import colours
from verein.models import Association
from verein.pictures import CARD

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).parents[2] / "templates"
INCLUDE = re.compile(r'{% include "([^"]+)"([^%]*)%}')


def set_association(**fields: object) -> Association:
    association = Association.load()
    for name, value in fields.items():
        setattr(association, name, value)
    association.save()
    return association


def test_colours_are_served_as_a_stylesheet_that_may_be_kept(client: Client) -> None:
    set_association(brand_colour="#1f3a8a")
    page = client.get("/ueber-uns/").content.decode()
    assert '<link rel="stylesheet" href="/farben.css?v=1f3a8ab4480f">' in page
    response = client.get("/farben.css?v=1f3a8ab4480f")
    assert response["Content-Type"].startswith("text/css")
    assert "--brand: light-dark(#1f3a8a, #" in response.content.decode()
    assert "immutable" in response["Cache-Control"]
    assert not response.cookies


def test_colours_without_fingerprint_are_asked_for_again(client: Client) -> None:
    assert client.get("/farben.css")["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(("field", "colour"), [("brand_colour", "#5cc4b6"), ("accent_colour", "#f2a65a")])
def test_a_colour_nobody_can_read_is_refused_with_its_contrast(field: str, colour: str) -> None:
    association = Association.load()
    setattr(association, field, colour)
    with pytest.raises(ValidationError) as caught:
        association.full_clean()
    assert list(caught.value.message_dict) == [field]
    (message,) = caught.value.message_dict[field]
    assert colour in message
    assert "4,5\u00a0:\u00a01" in message


def test_the_colours_one_starts_with_are_readable() -> None:
    Association().full_clean()


def test_a_word_is_no_colour() -> None:
    association = Association(brand_colour="türkis")
    with pytest.raises(ValidationError) as caught:
        association.full_clean()
    assert list(caught.value.message_dict) == ["brand_colour"]


@pytest.mark.parametrize("chosen", ["#0c5c56", "#000000", "#1f3a8a", "#8a1f3a", "#3a3a00", "#0000ff", "#6b21a8"])
def test_what_is_readable_by_day_is_readable_in_the_dark(chosen: str) -> None:
    assert colours.why_not_readable(chosen) is None
    for shade in colours.shades(chosen):
        assert min(shade.contrasts()) >= 4.5


def test_contrast_is_that_of_the_guideline() -> None:
    assert colours.contrast("#ffffff", "#000000") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_head_has_canonical_address_description_and_open_graph(client: Client) -> None:
    set_association(name="Initiative Emsbogen", tagline="Menschen, die einander weiterempfehlen")
    page = client.get("/ueber-uns/?von=mail").content.decode()
    assert '<link rel="canonical" href="http://localhost:8000/ueber-uns/">' in page
    assert '<meta name="description" content="Menschen, die einander weiterempfehlen">' in page
    assert '<meta property="og:title" content="Über uns">' in page
    assert '<meta property="og:site_name" content="Initiative Emsbogen">' in page


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/termine/?zeit=vergangen&seite=2", "/termine/?zeit=vergangen&amp;seite=2"),
        ("/termine/?seite=1&q=abend&frei=on", "/termine/"),
        ("/termine/?ansicht=monat&monat=2026-12", "/termine/?ansicht=monat&amp;monat=2026-12"),
        ("/mitglieder/?ansicht=firmen&branche=x", "/mitglieder/?ansicht=firmen"),
        ("/aktuelles/?seite=%3Cscript%3E", "/aktuelles/"),
    ],
)
def test_pages_of_lists_have_their_own_canonical_address_filters_have_none(
    client: Client, path: str, address: str
) -> None:
    page = client.get(path).content.decode()
    assert f'<link rel="canonical" href="http://localhost:8000{address}">' in page
    assert f'<meta property="og:url" content="http://localhost:8000{address}">' in page


def test_pages_without_a_picture_share_a_card_with_the_association(client: Client) -> None:
    set_association(name="Initiative Emsbogen", tagline="Menschen, die einander weiterempfehlen")
    addresses = set()
    for path in ("/", "/ueber-uns/", "/aktuelles/", "/vorstand/", "/termine/"):
        found = re.findall(
            r'<meta property="og:image" content="http://localhost:8000(/karte.png\?v=\w+)">',
            client.get(path).content.decode(),
        )
        assert len(found) == 1
        addresses |= set(found)
    [address] = addresses

    response = client.get(address)

    assert response["Content-Type"] == "image/png"
    assert "public" in response["Cache-Control"]
    assert Image.open(BytesIO(response.content)).size == (1200, 630)
    set_association(tagline="Anders")
    assert address not in client.get("/").content.decode()


def test_page_shares_its_own_picture_or_the_first_of_its_text(client: Client) -> None:
    image = factories.make_image()
    page = TextPage.objects.get(slug="ueber-uns")
    page.body = [("text", "<p>Hallo</p>"), ("picture", {"image": image, "caption": ""})]
    page.save_revision().publish()

    shared = re.search(
        r'<meta property="og:image" content="http://localhost:8000([^"]+)">', client.get("/ueber-uns/").content.decode()
    )

    assert shared
    assert image.get_rendition(CARD).url == shared[1]


def test_menu_says_where_one_is(client: Client) -> None:
    page = client.get("/ueber-uns/").content.decode()
    assert page.count('<a href="/ueber-uns/" aria-current="page">') == 2  # beside the name, and in the phone's menu
    assert '<a href="/termine/">' in page


def test_footer_names_the_association_with_its_legal_form(client: Client) -> None:
    association = set_association(name="Initiative Emsbogen", legal_form=Association.LegalForm.EV)
    assert association.full_name == "Initiative Emsbogen e.\u00a0V."
    page = client.get("/ueber-uns/").content.decode()
    assert "<span>Initiative Emsbogen e.\u00a0V.</span>" in page
    for path in ("/kontakt/", "/impressum/", "/datenschutz/", "/barrierefreiheit/"):
        assert f'<a href="{path}">' in page


def test_an_initiative_has_no_legal_form_behind_its_name() -> None:
    assert Association(name="Runder Tisch", legal_form="initiative").full_name == "Runder Tisch"


def test_visitor_finds_the_way_in_and_no_form_of_the_signed_in(client: Client) -> None:
    page = client.get("/ueber-uns/").content.decode()
    assert "Einloggen" in page
    assert "csrfmiddlewaretoken" not in page
    assert "/admin/" not in page


def test_member_finds_own_area_and_logs_out_by_post(member_client: Client) -> None:
    page = member_client.get("/ueber-uns/").content.decode()
    assert '<a href="/konto/">' in page
    assert '<form method="post" action="/konto/logout/">' in page
    assert "/admin/" not in page


def test_board_finds_the_administration(board_client: Client) -> None:
    assert '<a href="/admin/">Verwaltung</a>' in board_client.get("/ueber-uns/").content.decode()


def test_language_switch_sets_one_cookie_and_goes_back(client: Client) -> None:
    assert '?lang=en&amp;next=%2Fueber-uns%2F%3Fa%3D1"' in client.get("/ueber-uns/?a=1").content.decode()
    response = client.get("/sprache/?lang=en&next=/ueber-uns/%3Fa%3D1")
    assert (response.status_code, response["Location"]) == (302, "/ueber-uns/?a=1")
    assert list(response.cookies) == ["django_language"]
    page = client.get("/ueber-uns/").content.decode()
    assert '<html lang="en">' in page
    assert "Log in" in page
    assert 'hreflang="de"' in page


@pytest.mark.parametrize("target", ["https://boese.example/", "//boese.example/", "javascript:alert(1)", ""])
def test_language_switch_leads_to_no_other_site(client: Client, target: str) -> None:
    assert client.get("/sprache/", {"lang": "en", "next": target})["Location"] == "/"


def test_language_switch_ignores_a_language_we_do_not_have(client: Client) -> None:
    response = client.get("/sprache/?lang=tlh")
    assert (response.status_code, len(response.cookies)) == (302, 0)


def test_logo_stands_in_the_place_of_the_mark(client: Client) -> None:
    set_association(name="Initiative Emsbogen", logo=factories.make_image("Logo"))
    page = client.get("/ueber-uns/").content.decode()
    assert 'class="header__logo"' in page
    assert 'alt="Initiative Emsbogen"' in page
    assert "header__mark" not in page


def test_forms_in_included_templates_get_the_token_against_forgery() -> None:
    """`only` hides it from an include: the form would be refused in every browser, and tests would not notice."""
    texts = {str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.html")}
    need = {name for name, text in texts.items() if "{% csrf_token %}" in text}
    while more := {name for name, text in texts.items() if name not in need and _includes(text) & need}:
        need |= more
    forgotten = [
        f"{name}: {found[1]}"
        for name, text in texts.items()
        for found in INCLUDE.finditer(text)
        if found[1] in need and " only" in found[2] and "csrf_token=" not in found[2]
    ]
    assert len(need) > 10
    assert forgotten == []


def _includes(text: str) -> set[str]:
    return {found[1] for found in INCLUDE.finditer(text)}
