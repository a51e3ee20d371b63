"""Dues regulations are read back in sentences, and an example is worked out for whoever may read them."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import translation

from members.dues.forms.regulations import SECTIONS
from members.dues.models import DuesSettings, FeeBook, FeeRegulations
from members.dues.rules.sentences import sentences_on
from members.models.rulebook import Rulebook
from tests.factories import MemberFactory, sign_in
from tests.members.dues.test_office_regulations import BOOKS

BOOK: dict[str, Any] = {
    "quantities": [{"key": "staff", "name": "Beschäftigte"}],
    "fees": [
        {
            "key": "full",
            "name": "Jahresbeitrag",
            "clause": "§ 2",
            "scale": {"by": "staff", "bands": [{"up_to": 5, "cents": 12000}, {"cents": 24000}]},
        }
    ],
    "reductions": [{"key": "young", "name": "Gründung", "percent_off": [50], "since": "joining", "years": 2}],
    "joining": {"by": "months", "month": "never"},
    "payment": {
        "plans": [{"key": "half", "name": "halbjährlich", "dues": [{"day": "01-31"}, {"month": 7, "week": 1}]}]
    },
}


def told(book: FeeBook, language: str = "de") -> list[str]:
    with translation.override(language):
        return [text for section in SECTIONS for text in sentences_on(book, Rulebook(), section.names)]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", BOOKS)
def test_every_rule_of_the_sixty_has_a_sentence_in_both_languages(name: str, language: str) -> None:
    book, text = BOOKS[name], "\n".join(told(BOOKS[name], language))

    named = [*book.quantities, *book.classifications, *book.fees, *book.reductions, *book.levies, *book.payment.plans]
    assert [one.name for one in named if one.name not in text] == []
    assert not any(wrong in text for wrong in ("None", "%(", "; .", " ;", "()", "Decimal"))


def test_sentences_are_those_a_member_understands() -> None:
    text = [each.replace("\xa0", " ") for each in told(FeeBook.model_validate(BOOK))]

    assert "Jahresbeitrag (§ 2): nach „Beschäftigte“ (im Jahr): bis 5: 120,00 €, mehr als 5: 240,00 €." in text
    assert "Gründung: 50 % Nachlass; für 2 Jahre ab Eintritt (zwölf Monate ab diesem Tag)." in text
    assert "halbjährlich: fällig am 31. Januar und Montag der 1. vollen Woche im Juli." in text
    assert "Wer im Laufe eines Jahres eintritt: nach Monaten; der Monat selbst zählt nicht." in text


@pytest.fixture
def regulations(db: None) -> FeeRegulations:
    return FeeRegulations.objects.create(rules=BOOK, effective_on=date(2020, 1, 1), decided_by="Mitgliederversammlung")


def test_members_read_them_former_members_and_strangers_do_not(client: Client, regulations: FeeRegulations) -> None:
    former = MemberFactory(period__until_on=date(2025, 1, 1))
    assert client.get("/beitragsordnung/").status_code == 302
    assert sign_in(Client(), former.person.user).get("/beitragsordnung/").status_code == 302  # signed out by leaving
    member = sign_in(Client(), MemberFactory().person.user)

    page = member.get("/beitragsordnung/").content.decode()
    assert "120,00" in page
    assert "Mitgliederversammlung" in page
    assert member.get("/beitragsordnung/dokument/").status_code == 404
    regulations.document.save("ordnung.pdf", ContentFile(b"%PDF-1.7"))
    answer = member.get("/beitragsordnung/dokument/")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"%PDF-1.7")
    assert client.get("/beitragsordnung/dokument/").status_code == 302


def test_everybody_reads_them_where_the_association_says_so(client: Client, regulations: FeeRegulations) -> None:
    settings = DuesSettings.load()
    settings.audience = "public"
    settings.save()

    assert "Jahresbeitrag" in client.get("/beitragsordnung/").content.decode()
    example = {"type": "full", "holder": "company", "joined_on": "2026-07-10", "number_staff": "7"}
    MemberFactory()  # whose type is one to choose
    page = client.get("/beitragsordnung/", example).content.decode()
    assert re.findall(r'dues__number">([^<]+)<', page)[1:] == [
        "240,00\xa0€",
        "−140,00\xa0€",
        "−50,00\xa0€",
        "50,00\xa0€",
    ]
    missing = client.get("/beitragsordnung/", {**example, "number_staff": ""}).content.decode()
    assert "Nicht bekannt: Beschäftigte" in missing
    wrong = client.get("/beitragsordnung/", {**example, "joined_on": "gestern"})
    assert wrong.status_code == 200
    assert "field--error" in wrong.content.decode()


def test_without_regulations_there_is_no_such_page(member_client: Client) -> None:
    assert member_client.get("/beitragsordnung/").status_code == 404


def test_office_works_out_an_example_of_a_draft(treasurer_client: Client) -> None:
    draft = FeeRegulations.objects.create(rules=BOOK)
    MemberFactory()
    url = f"/admin/beitragsordnung/{draft.pk}/beispiel/"
    example = {"type": "full", "holder": "company", "joined_on": "2020-01-01", "day": "2026-05-01", "number_staff": "3"}

    assert "120,00" in treasurer_client.get(url, example).content.decode()
    assert "120,00" not in treasurer_client.get(url).content.decode()
