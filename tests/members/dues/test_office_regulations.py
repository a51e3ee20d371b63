"""The dues regulations in the office: forms made from the schema, amounts in euros, nothing typed is lost."""

from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from members.dues.actions import create_draft, put_in_force
from members.dues.forms.regulations import SECTIONS
from members.dues.models import FeeBook, FeeRegulations
from members.dues.rules.reading import differences
from members.forms.rules.posted import flat_record, parsed
from members.models.rulebook import Rulebook
from tests.factories import sign_in, user_in_group
from tests.members.statutes.leaves import case_of, rules_files

BOOKS = {
    f"{case.name}-{number}": book for case in map(case_of, rules_files()) for number, book in enumerate(case.fee_books)
}


@pytest.fixture
def treasurer(client: Client) -> Client:
    return sign_in(client, user_in_group("Treasurer"))


def _draft(name: str = "vetschau-0") -> FeeRegulations:
    return create_draft(actor=None, rules=BOOKS[name], title="Entwurf", decided_on=date(2026, 11, 2))


@pytest.mark.parametrize("name", BOOKS)
def test_regulations_survive_their_form_unchanged(name: str) -> None:
    assert FeeBook.model_validate(parsed(FeeBook, flat_record(BOOKS[name], ""), "")) == BOOKS[name]


def test_every_part_of_the_schema_stands_in_one_section() -> None:
    names = [name for section in SECTIONS for name in section.names]
    assert sorted(names) == sorted(FeeBook.model_fields)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("120", 12000), ("120,5", 12050), ("1.234,56 €", 123456), ("1.234", 123400), ("0,01", 1), ("12.50", 1250)],
)
def test_amounts_are_typed_in_euros(typed: str, cents: int) -> None:
    post = {"fees-count": ["1"], "fees[0]-on": ["1"], "fees[0].name": ["Jahresbeitrag"], "fees[0].cents": [typed]}
    book = FeeBook.model_validate(parsed(FeeBook, post, ""))
    assert (book.fees[0].key, book.fees[0].cents) == ("jahresbeitrag", cents)
    assert flat_record(book, "")["fees[0].cents"] == [f"{cents // 100},{cents % 100:02}"]


def test_differences_of_two_versions_are_told_with_names() -> None:
    book = BOOKS["vetschau-0"]
    with translation.override("de"):
        (difference,) = differences(book, book.model_copy(update={"year": "calendar"}), Rulebook())
    assert difference.label == "Beitragsjahr"


@pytest.mark.django_db
@pytest.mark.parametrize("section", [section.slug for section in SECTIONS])
def test_section_opens_and_saving_it_untouched_changes_nothing(treasurer: Client, section: str) -> None:
    draft = _draft("neuburg-0")
    address = f"/admin/beitragsordnung/{draft.pk}/regeln/{section}/"

    assert treasurer.get(address).status_code == 200
    assert treasurer.post(address, flat_record(draft.book, "")).status_code == 302
    draft.refresh_from_db()
    assert FeeBook.model_validate(draft.rules) == BOOKS["neuburg-0"]


@pytest.mark.django_db
def test_a_wrong_amount_is_named_and_nothing_is_lost(treasurer: Client) -> None:
    draft = _draft()
    post = {**flat_record(draft.book, ""), "fees[1].scale.bands[0].cents": ["zwölf"]}
    response = treasurer.post(f"/admin/beitragsordnung/{draft.pk}/regeln/beitraege/", post)
    assert response.status_code == 422
    assert "zwölf" in response.content.decode()
    assert "Noch ist nichts gespeichert: Bitte sehen Sie sich das Markierte an." in response.content.decode()


@pytest.mark.django_db
def test_a_button_adds_a_part_and_saves_nothing(treasurer: Client) -> None:
    draft = _draft()
    post = {**flat_record(draft.book, ""), "add": "fees"}
    response = treasurer.post(f"/admin/beitragsordnung/{draft.pk}/regeln/beitraege/", post)
    assert 'name="fees[2].name"' in response.content.decode()
    assert FeeRegulations.objects.get().book == draft.book


@pytest.mark.django_db
def test_a_version_goes_from_draft_to_in_force(treasurer: Client) -> None:
    treasurer.post("/admin/beitragsordnung/neu/")
    draft = FeeRegulations.objects.get()
    address = f"/admin/beitragsordnung/{draft.pk}/"
    facts = {"title": "Beitragsordnung 2027", "decided_on": "2.11.2026", "decided_by": "Mitgliederversammlung"}
    assert treasurer.post(f"{address}angaben/", facts).status_code == 302
    assert treasurer.post(f"{address}in-kraft/", {"effective_on": "1.1.2031", "sure": "on"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.effective_on) == ("Beitragsordnung 2027", date(2031, 1, 1))
    assert "Beitragsordnung 2027" in treasurer.get("/admin/beitragsordnung/").content.decode()
    assert treasurer.post(f"{address}zuruecknehmen/").status_code == 302
    assert treasurer.get(f"{address}loeschen/").status_code == 200
    treasurer.post(f"{address}loeschen/")
    assert not FeeRegulations.objects.exists()


@pytest.mark.django_db
def test_a_version_in_force_is_shown_and_compared_and_cannot_be_changed(treasurer: Client) -> None:
    version = _draft("gotha-0")
    put_in_force(version, effective_on=date(2026, 11, 3), actor=None)
    other = create_draft(actor=None, rules=BOOKS["bergrheinfeld-0"], title="Neu")
    shown = treasurer.get(f"/admin/beitragsordnung/{version.pk}/").content.decode()
    assert "180,00" in shown
    assert "die Einheit" in shown or "Einheit" in shown
    compared = treasurer.get(f"/admin/beitragsordnung/{other.pk}/vergleich/").content.decode()
    assert "75,00" in compared
    address = f"/admin/beitragsordnung/{version.pk}/"
    treasurer.post(f"{address}regeln/beitraege/", flat_record(BOOKS["vetschau-0"], ""))
    treasurer.post(f"{address}loeschen/")
    version.refresh_from_db()
    assert FeeBook.model_validate(version.rules) == BOOKS["gotha-0"]
