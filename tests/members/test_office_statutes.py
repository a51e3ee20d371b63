"""The statutes in the office: forms made from the rulebook, nothing typed is lost, who may what."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from members.forms.rules import all_sections
from members.forms.rules.posted import edited, flat_record, key_from, parsed
from members.models import Statutes
from members.models.rulebook import Rulebook
from tests.factories import MemberFactory, StatutesFactory, sign_in, user_in_group

pytestmark = pytest.mark.django_db

RICH = Rulebook.model_validate(
    {
        "fiscal_year": {"start": "03-01", "first_year_ended_on": "1993-02-28"},
        "types": [
            {"key": "full", "name": "Ordentliches Mitglied", "vote": "yes", "eligible": True},
            {
                "key": "junior",
                "name": "Juniormitglied",
                "vote": "no",
                "conditions": ["unter 25", "in Ausbildung"],
                "changes": {"at_age": 25, "then": "full"},
                "fee": {"kind": "share", "percent": 50, "of_type": "full"},
            },
        ],
        "admission": {
            "decision": {"body": "board", "votes": {"chair": 2}, "otherwise": {"body": "general_meeting"}},
            "objection": {"by": ["members", "applicant"], "period": "14 days"},
        },
        "leaving": {
            "exit": {"form": ["written", "email"], "notice": "6 weeks", "to": "quarter"},
            "arrears": [{"reminders": 2, "unpaid_for": "3 months"}],
        },
        "bodies": [{"key": "board", "name": "Vorstand", "seats_min": 1, "seats_max": 5}],
        "offices": [
            {"key": "chair", "body": "board", "name": "Vorsitz", "term": "2 years", "first_terms": ["1 year"]},
        ],
        "general_meeting": {"every": "1 year", "by": "06-01", "proxy": False},
        "remarks": ["Der Ausschuss wird nirgends erklärt."],
    }
)


@pytest.fixture
def board(client: Client) -> Client:
    return sign_in(client, user_in_group("Board"))


def _draft(rulebook: Rulebook = RICH) -> Statutes:
    return StatutesFactory(effective_on=None, rulebook=rulebook)


def _post(rulebook: Rulebook = RICH) -> dict[str, list[str]]:
    return flat_record(rulebook, "")


def test_a_rulebook_survives_its_form_unchanged() -> None:
    assert Rulebook.model_validate(parsed(Rulebook, _post(), "")) == RICH


@pytest.mark.parametrize("section", [section.slug for section in all_sections()])
def test_section_opens_and_saving_it_untouched_changes_nothing(board: Client, section: str) -> None:
    draft = _draft()
    address = f"/admin/satzung/{draft.pk}/regeln/{section}/"

    assert board.get(address).status_code == 200
    response = board.post(address, _post())

    assert response.status_code == 302
    assert Statutes.objects.get(pk=draft.pk).rulebook == RICH


def test_section_saves_what_was_typed_and_reads_it_back(board: Client) -> None:
    draft = _draft()
    address = f"/admin/satzung/{draft.pk}/regeln/austritt/"

    board.post(address, {**_post(), "leaving.exit.notice-number": "3", "leaving.exit.notice-unit": "months"})
    page = board.get(address).content.decode()

    assert str(Statutes.objects.get(pk=draft.pk).rulebook.leaving.exit.notice) == "3 months"
    assert "mit einer Frist von 3 Monaten" in page
    assert "Wer heute kündigt, ist Mitglied bis" in page


def test_section_with_an_error_keeps_what_was_typed_and_saves_nothing(board: Client) -> None:
    draft = _draft()
    wrong = {**_post(), "leaving.exit.note": "Getipptes bleibt", "leaving.arrears[0].reminders": "viele"}

    response = board.post(f"/admin/satzung/{draft.pk}/regeln/austritt/", wrong)

    page = response.content.decode()
    assert response.status_code == 422
    assert "Getipptes bleibt" in page
    assert 'value="viele"' in page
    assert "Schreiben Sie hier eine ganze Zahl" in page
    assert Statutes.objects.get(pk=draft.pk).rulebook == RICH


def test_section_buttons_add_and_remove_without_saving(board: Client) -> None:
    draft = _draft()
    address = f"/admin/satzung/{draft.pk}/regeln/mitgliedsarten/"

    more = board.post(address, {**_post(), "types[0].who": "Getippt", "add": "types"}).content.decode()
    fewer = board.post(address, {**_post(), "remove": "types[0]"}).content.decode()

    assert 'name="types[2].name"' in more
    assert "Getippt" in more
    assert 'name="types[1].name"' not in fewer
    assert 'name="types[0].name" value="Juniormitglied"' in fewer
    assert Statutes.objects.get(pk=draft.pk).rulebook == RICH


def test_edited_removes_a_part_and_moves_the_later_ones_up() -> None:
    data = edited(_post(), remove="types[0]")

    types = parsed(Rulebook, data, "")["types"]
    assert [rule["name"] for rule in types] == ["Juniormitglied"]
    assert types[0]["fee"]["percent"] == "50"
    assert "exit" not in parsed(Rulebook, edited(_post(), remove="leaving.exit"), "")["leaving"]
    assert parsed(Rulebook, edited(_post(), add="leaving.suspension"), "")["leaving"]["suspension"] != []


def test_a_new_type_gets_its_key_from_its_name() -> None:
    data = {**_post(), "types-count": ["3"], "types[2].name": ["Fördermitglied (Firma)"]}

    assert parsed(Rulebook, data, "")["types"][2]["key"] == "foerdermitglied_firma"
    assert key_from("1. Vorsitz") == "vorsitz_1"


def test_section_shows_names_and_no_keys(board: Client) -> None:
    draft = _draft()

    page = board.get(f"/admin/satzung/{draft.pk}/regeln/organe/").content.decode()

    assert ">Vorstand</option>" in page
    assert ">board<" not in page


def test_section_of_a_version_in_force_is_only_read(board: Client) -> None:
    in_force = StatutesFactory(rulebook=RICH)
    address = f"/admin/satzung/{in_force.pk}/regeln/austritt/"

    assert "disabled" in board.get(address).content.decode()
    response = board.post(address, {**_post(), "leaving.exit.notice-number": "9"})

    assert "nicht mehr geändert" in response.content.decode()
    assert Statutes.objects.get(pk=in_force.pk).rulebook == RICH


def test_version_reads_back_in_sentences_and_names_problems(board: Client) -> None:
    draft = _draft()

    page = board.get(f"/admin/satzung/{draft.pk}/").content.decode()

    assert "Über die Aufnahme entscheidet der Vorstand mit einfacher Mehrheit" in page
    assert "Wer 25 wird, ist ab dem Geburtstag Ordentliches Mitglied" in page or "wer 25 wird" in page
    assert "Der Ausschuss wird nirgends erklärt." in page


def test_compare_shows_only_what_differs(board: Client) -> None:
    StatutesFactory(rulebook=RICH, title="Alte Satzung")
    changed = RICH.model_dump(mode="json")
    changed["leaving"]["exit"]["notice"] = "3 months"
    draft = _draft(Rulebook.model_validate(changed))

    page = board.get(f"/admin/satzung/{draft.pk}/vergleich/").content.decode()

    assert "6 Wochen" in page
    assert "3 Monate" in page
    assert "Juniormitglied" not in page


def test_create_draft_facts_and_putting_in_force(board: Client) -> None:
    StatutesFactory(rulebook=RICH)
    old = Statutes.objects.get()

    board.post("/admin/satzung/neu/", {"copy_of": str(old.pk)})
    draft = Statutes.objects.get(effective_on=None)
    board.post(
        f"/admin/satzung/{draft.pk}/angaben/",
        {"title": "Satzung 2026", "decided_on": "2026-03-01", "decided_by": "Mitgliederversammlung"},
    )
    unsure = board.post(f"/admin/satzung/{draft.pk}/in-kraft/", {"effective_on": "2026-05-01"})
    board.post(f"/admin/satzung/{draft.pk}/in-kraft/", {"effective_on": "2026-05-01", "sure": "on"})

    draft.refresh_from_db()
    assert unsure.status_code == 200
    assert draft.rulebook == RICH
    assert draft.title == "Satzung 2026"
    assert draft.effective_on == date(2026, 5, 1)


def test_put_in_force_before_the_decision_says_why_not(board: Client) -> None:
    draft = _draft()

    page = board.post(f"/admin/satzung/{draft.pk}/in-kraft/", {"effective_on": "1999-01-01", "sure": "on"})

    assert "bevor es beschlossen ist" in page.content.decode()
    assert Statutes.objects.get(pk=draft.pk).effective_on is None


def test_delete_asks_first(board: Client) -> None:
    draft = _draft()

    assert board.get(f"/admin/satzung/{draft.pk}/loeschen/").status_code == 200
    assert Statutes.objects.exists()
    board.post(f"/admin/satzung/{draft.pk}/loeschen/")

    assert not Statutes.objects.exists()


def test_treasurer_reads_and_changes_nothing(client: Client) -> None:
    treasurer = sign_in(client, user_in_group("Treasurer"))
    draft = _draft()
    address = f"/admin/satzung/{draft.pk}/regeln/austritt/"

    assert treasurer.get("/admin/satzung/").status_code == 200
    assert treasurer.get(address).status_code == 200
    for path in (address, f"/admin/satzung/{draft.pk}/loeschen/", "/admin/satzung/neu/"):
        assert treasurer.post(path, _post()).status_code in {302, 403}
    assert Statutes.objects.get().rulebook == RICH


def test_members_without_an_office_see_nothing(client: Client) -> None:
    member = sign_in(client, MemberFactory().person.user)
    draft = _draft()

    for path in ("", f"{draft.pk}/", f"{draft.pk}/dokument/", "regeln.yaml"):
        assert member.get(f"/admin/satzung/{path}").status_code != 200


def test_document_and_rules_file_are_given_out(board: Client) -> None:
    version = StatutesFactory(rulebook=RICH, document=ContentFile(b"%PDF-1.4", name="satzung.pdf"))

    document = board.get(f"/admin/satzung/{version.pk}/dokument/")
    rules = board.get("/admin/satzung/regeln.yaml")

    assert b"".join(document.streaming_content) == b"%PDF-1.4"
    assert "6 weeks" in rules.content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_list_of_versions_takes_a_constant_number_of_queries(
    board: Client, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for year in range(number):
        StatutesFactory(effective_on=date(1990 + year, 1, 1), decided_on=None)
    board.get("/admin/satzung/")

    with django_assert_num_queries(12):
        board.get("/admin/satzung/")


def test_section_says_what_is_wrong_in_a_list_of_words_beside_it(board: Client) -> None:
    draft = _draft()

    response = board.post(
        f"/admin/satzung/{draft.pk}/regeln/austritt/", {**_post(), "leaving.exit.form": ["written", "pigeon"]}
    )

    assert response.status_code == 422
    assert "„pigeon“ ist hier nicht möglich" in response.content.decode()


def test_an_empty_answer_stands_where_something_else_is_usual() -> None:
    data = {**_post(), "types[0].representation-on": ["1"], "types[0].representation.delegates_max": [""]}

    types = parsed(Rulebook, data, "")["types"]

    assert Rulebook.model_validate({"types": types}).types[0].representation.delegates_max is None


def test_statutes_document_is_for_members_and_for_visitors_where_the_board_shows_it(client: Client) -> None:
    document = ContentFile(b"%PDF-1.4", name="satzung.pdf")
    assert client.get("/satzung/dokument/").status_code == 404
    version = StatutesFactory(document=document)

    assert client.get("/satzung/dokument/").status_code == 404
    former = MemberFactory(period__from_on=date(2019, 1, 1), period__until_on=date(2025, 1, 1))
    assert sign_in(Client(), former.person.user).get("/satzung/dokument/").status_code == 404
    member = sign_in(Client(), MemberFactory().person.user)
    assert b"".join(member.get("/satzung/dokument/").streaming_content) == b"%PDF-1.4"
    Statutes.objects.filter(pk=version.pk).update(public=True)

    assert b"".join(client.get("/satzung/dokument/").streaming_content) == b"%PDF-1.4"
