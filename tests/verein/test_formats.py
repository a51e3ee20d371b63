"""Formats for people: initials, excerpts, dates in two languages."""

from datetime import date

import pytest
from django.utils import formats, translation

from verein.templatetags.verein import excerpt, initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Wiebke Overkamp", "WO"),
        ("Maria von der Heide", "MH"),
        ("Gartenbau Evers GmbH & Co. KG", "GE"),
        ("Druckerei Loose e. K.", "DL"),
        ("Metallbau Rölver GmbH", "MR"),
        ("Rehbein", "R"),
        ("GmbH", "G"),
    ],
)
def test_initials_leave_the_legal_form_out(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_excerpt_ends_with_a_sentence() -> None:
    text = (
        "<p>Drei Betriebe stellten sich vor.</p><p>Der Kuchen reichte &amp; war gut. Danach gab es noch Gespräche.</p>"
    )
    assert excerpt(text, 80) == "Drei Betriebe stellten sich vor. Der Kuchen reichte & war gut."


def test_excerpt_ends_with_a_word_where_a_sentence_is_too_long() -> None:
    assert excerpt("<p>Ein sehr langer Satz, der einfach nicht aufhören will</p>", 24) == "Ein sehr langer Satz …"


def test_excerpt_takes_abbreviations_and_dates_for_no_end() -> None:
    assert (
        excerpt("<p>Am 20. November kamen z. B. viele neue Gäste in den Saal</p>", 40)
        == "Am 20. November kamen z. B. viele neue …"
    )


def test_excerpt_leaves_a_short_text_alone() -> None:
    assert excerpt("<p>Kurz</p>", 80) == "Kurz"


@pytest.mark.parametrize(("language", "words"), [("de", "24. November 2026"), ("en", "24 November 2026")])
def test_dates_are_european_in_both_languages(language: str, words: str) -> None:
    with translation.override(language):
        assert formats.date_format(date(2026, 11, 24)) == words
