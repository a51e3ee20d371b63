"""Legal notice, privacy notice, accessibility statement: made from the settings."""

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

PATHS = ("/impressum/", "/datenschutz/", "/barrierefreiheit/")


def text_of(client: Client, path: str, language: str = "de") -> str:
    return client.get(path, headers={"accept-language": language}).content.decode().replace("\u00a0", " ")


def test_legal_notice_of_a_registered_association_says_what_the_law_asks(client: Client) -> None:
    text = text_of(client, "/impressum/")
    for fact in (
        "§ 5 DDG",
        "Unternehmerinitiative Emsbogen e. V.",
        "Münstermauer 12",
        "48999 Emsbogen",
        "Wiebke Overkamp<br>Jonas Kötter",
        "mailto:buero@example.org",
        "Vereinsregister",
        "Amtsgericht Emsbogen",
        "VR 4711",
        "§ 18 Absatz 2 MStV",
    ):
        assert fact in text
    assert "Umsatzsteuer" not in text


def test_legal_notice_of_an_initiative_names_no_register(client: Client) -> None:
    factories.complete_association(legal_form="initiative")
    text = text_of(client, "/impressum/")
    assert "Unternehmerinitiative Emsbogen" in text
    assert "e. V." not in text
    assert "register" not in text.lower()


def test_legal_notice_of_a_company_names_the_commercial_register_and_vat(client: Client) -> None:
    factories.complete_association(legal_form="gmbh", register_number="HRB 815", vat_id="DE123456789")
    text = text_of(client, "/impressum/")
    for fact in ("Unternehmerinitiative Emsbogen GmbH", "Handelsregister", "HRB 815", "DE123456789"):
        assert fact in text
    assert "Vereinsregister" not in text


def test_legal_form_is_not_written_twice(client: Client) -> None:
    factories.complete_association(name="Handelsverein e.V.")
    assert "e. V." not in text_of(client, "/impressum/").split("</address>")[0]


def test_privacy_notice_names_recipients_rights_and_the_authority(client: Client) -> None:
    factories.complete_association(supervisory_authority="LDI NRW, poststelle@ldi.example")
    text = text_of(client, "/datenschutz/")
    for fact in (
        "Rechenhaus Ems GmbH",
        "Posthaus Ems GmbH",
        "mailto:datenschutz@example.org",
        "mailto:poststelle@ldi.example",
        "Teilnehmerliste",
        "Art. 6 Abs. 1 Buchst. b DSGVO",
        "§ 25 Abs. 2 Nr. 2 TDDDG",
        "Art. 15 DSGVO",
        "Art. 21 DSGVO",
        "Art. 77 DSGVO",
    ):
        assert fact in text


def test_privacy_notice_names_every_cookie_that_we_can_set(client: Client) -> None:
    from django.conf import settings

    text = text_of(client, "/datenschutz/")
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages"):
        assert f"<td>{name}</td>" in text


def test_privacy_notice_tells_how_long_mails_sessions_and_lists_live() -> None:
    """The periods in the text are those of the code; whoever changes one must change the other."""
    from django.conf import settings

    from events.rules import LIST_SHOWN_AFTER
    from verein.models import Retention

    assert (Retention().mail_days, settings.SESSION_COOKIE_AGE, LIST_SHOWN_AFTER.days) == (90, 30 * 86400, 14)
    assert settings.CSRF_COOKIE_AGE == 60 * 60 * 24 * 7 * 52


def test_accessibility_statement_names_aim_date_and_contact(client: Client) -> None:
    factories.complete_association(accessibility_contact="Jonas Kötter, barrierefrei@example.org")
    text = text_of(client, "/barrierefreiheit/")
    for fact in ("WCAG) 2.2, Stufe AA", "22. November 2026", "mailto:barrierefrei@example.org", 'href="/kontakt/'):
        assert fact in text


def test_accessibility_contact_falls_back_to_the_association(client: Client) -> None:
    assert "mailto:buero@example.org" in text_of(client, "/barrierefreiheit/")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/impressum/", "Legal notice"),
        ("/datenschutz/", "strictly necessary"),
        ("/barrierefreiheit/", "Accessibility statement"),
    ],
)
def test_legal_pages_in_english(client: Client, path: str, words: str) -> None:
    text = text_of(client, path, "en")
    assert words in text
    assert '<html lang="en">' in text


@pytest.mark.parametrize("path", PATHS)
def test_legal_pages_set_no_cookie_and_are_in_the_sitemap(client: Client, path: str) -> None:
    assert not client.get(path).cookies
    assert f"<loc>http://localhost:8000{path}</loc>" in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("path", PATHS)
def test_every_page_leads_to_the_legal_pages(client: Client, path: str) -> None:
    assert f'href="{path}"' in client.get("/termine/").content.decode()
