"""The back office: lists, forms, pages and buttons about people, companies, memberships and the log."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Company, Membership, MembershipType, Person, Trade, User
from tests.factories import CompanyFactory, MemberFactory, PersonFactory, UserFactory, sign_in
from verein import audit
from verein.models import LogEntry

pytestmark = pytest.mark.django_db
LISTS = ["people", "companies", "memberships", "membership_types", "trades", "log"]


def index(name: str) -> str:
    return reverse(f"office_{name}:index")


def inspect(record: Person | Company) -> str:
    return reverse(f"office_{'people' if isinstance(record, Person) else 'companies'}:inspect", args=[record.pk])


def text(client: Client, url: str, **query: str) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


# --- Who may ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", LISTS)
def test_lists_are_open_to_the_board(board_client: Client, name: str) -> None:
    assert board_client.get(index(name)).status_code == 200


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("fixture", ["event_editor_client", "editor_client", "member_client"])
def test_lists_are_closed_to_editors_and_members(request: pytest.FixtureRequest, fixture: str, name: str) -> None:
    response = request.getfixturevalue(fixture).get(index(name))

    assert response.status_code in {302, 403}


def test_lists_of_former_members_and_strangers_lead_away(client: Client) -> None:
    assert client.get(index("people")).status_code == 302
    client.force_login(MemberFactory(period__until_on=date(2025, 1, 1)).person.user)
    assert client.get(index("people")).status_code in {302, 403}


def test_treasurer_reads_people_and_memberships_and_changes_nothing(treasurer_client: Client) -> None:
    person = PersonFactory(note="zahlt bar")

    page = text(treasurer_client, inspect(person))
    assert person.last_name in page
    assert "zahlt bar" not in page
    assert "Mitgliedschaft beginnen" not in page
    assert treasurer_client.get(index("memberships")).status_code == 200
    for url in (
        reverse("office_people:edit", args=[person.pk]),
        reverse("office_people:add"),
        reverse("office_start", args=["person", person.pk]),
        reverse("office_import"),
        index("log"),
    ):
        assert treasurer_client.get(url).status_code in {302, 403}
    treasurer_client.post(reverse("office_deactivate", args=[person.pk]))
    person.user.refresh_from_db()
    assert person.user.is_active


@pytest.mark.parametrize("name", ["office_deactivate", "office_reactivate"])
def test_buttons_want_a_post(board_client: Client, name: str) -> None:
    assert board_client.get(reverse(name, args=[PersonFactory().pk])).status_code == 405


def test_nobody_deletes_people_not_even_a_superuser(superuser: User, client: Client) -> None:
    sign_in(client, superuser)
    assert "delete" not in text(client, inspect(PersonFactory()))


# --- People ----------------------------------------------------------------------------------------------------------
def test_person_list_searches_folded_and_by_number_and_company(board_client: Client) -> None:
    company = CompanyFactory(name="Bäckerei Çelik", sort_key="backerei celik")
    MemberFactory(number="4711", person=PersonFactory(last_name="Müller", sort_key="muller jonas", company=company))
    PersonFactory(last_name="Schmidt", sort_key="schmidt jonas")

    for query in ("Müller", "mueller", "MULL", "4711", "celik", "Jonas Müller"):
        page = text(board_client, index("people"), q=query)
        assert "Müller" in page
        assert "Schmidt" not in page


def test_person_list_filters_by_membership_account_type_and_company(board_client: Client) -> None:
    current = MemberFactory(person__last_name="Aktivmann").person
    MemberFactory(person__last_name="Ehemann", period__until_on=date(2024, 1, 1))
    PersonFactory(last_name="Ohnekonto", user=None)
    PersonFactory(last_name="Gesperrt", user=UserFactory(is_active=False))

    def shown(**query: str) -> set[str]:
        page = text(board_client, index("people"), **query)
        return {name for name in ("Aktivmann", "Ehemann", "Ohnekonto", "Gesperrt") if name in page}

    assert shown(state="now") == {"Aktivmann"}
    assert shown(state="former") == {"Ehemann"}
    assert shown(state="never") == {"Ohnekonto", "Gesperrt"}
    assert shown(account="none") == {"Ohnekonto"}
    assert shown(account="off") == {"Gesperrt"}
    type_ = MembershipType.objects.get(key="full")
    assert shown(type=str(type_.pk)) == {"Aktivmann"}
    assert shown(company=str(current.company_id)) == {"Aktivmann"}


def test_create_person_by_form_calls_the_action_and_leads_to_the_page(board_client: Client) -> None:
    response = board_client.post(
        reverse("office_people:add"), {"first_name": "Jörg", "last_name": "Weiß", "salutation": "mr", "language": "de"}
    )

    person = Person.objects.get(slug="joerg-weiss")
    assert response["Location"] == inspect(person)
    assert LogEntry.objects.get(action="members.create_person").actor == board_client.user


def test_create_person_with_bad_input_keeps_what_was_typed(board_client: Client) -> None:
    data = {"first_name": "Jörg", "last_name": "", "email": "kein@", "language": "de"}
    page = board_client.post(reverse("office_people:add"), data).content.decode()

    assert "kein@" in page
    assert not Person.objects.filter(first_name="Jörg").exists()


def test_edit_person_by_form_logs_names_of_fields(board_client: Client) -> None:
    person = PersonFactory(city="Rheine", user=None, email="alt@example.org")
    data = {"last_name": person.last_name, "city": "Emsbüren", "email": "neu@example.org", "language": "de"}
    board_client.post(reverse("office_people:edit", args=[person.pk]), data)

    person.refresh_from_db()
    assert (person.city, person.email) == ("Emsbüren", "neu@example.org")
    assert "city" in LogEntry.objects.get(action="members.update_person").fields


def test_edit_person_with_an_account_never_changes_the_address_to_log_in_with(board_client: Client) -> None:
    person = PersonFactory()
    data = {"last_name": "Neumann", "email": "fremd@example.org", "language": "de"}
    board_client.post(reverse("office_people:edit", args=[person.pk]), data)

    email = person.email
    person.refresh_from_db()
    assert (person.last_name, person.email) == ("Neumann", email)


def test_person_page_shows_hidden_fields_note_periods_account_and_log(board_client: Client) -> None:
    member = MemberFactory(number="88", person__visibility={"phone": "nobody"}, person__phone="05971 4711")
    member.person.note = "ruft zurück"
    member.person.save()
    audit.log("members.update_person", member.person, fields=["phone"])

    page = text(board_client, inspect(member.person))

    for part in ("05971 4711", "sichtbar für: Niemand", "ruft zurück", "88", "01.01.2020", member.person.email):
        assert part in page
    assert "Person geändert" in page
    assert "auf keiner Seite" in page


def test_account_buttons_deactivate_and_reactivate(board_client: Client) -> None:
    person = PersonFactory()

    board_client.post(reverse("office_deactivate", args=[person.pk]))
    person.user.refresh_from_db()
    assert not person.user.is_active
    response = board_client.post(reverse("office_reactivate", args=[person.pk]), follow=True)
    person.user.refresh_from_db()

    assert person.user.is_active
    assert "wieder aktiv" in response.content.decode()


def test_account_button_tells_why_not(board_client: Client) -> None:
    own = board_client.user.person

    page = board_client.post(reverse("office_deactivate", args=[own.pk]), follow=True).content.decode()

    assert "eigenes Konto nicht deaktivieren" in page


# --- Memberships -----------------------------------------------------------------------------------------------------
def test_membership_starts_and_ends_by_forms(board_client: Client) -> None:
    kind = MembershipType.objects.create(name="Vollmitglied", key="voll")
    person = PersonFactory()

    board_client.post(reverse("office_start", args=["person", person.pk]), {"type": kind.pk, "from_on": "2026-01-01"})
    period = Membership.objects.get(member__person=person)
    data = {"last_day": "2026-12-31", "reason": "notice"}
    board_client.post(reverse("office_end", args=[period.pk]), data)

    period.refresh_from_db()
    assert (period.from_on, period.until_on, period.end_reason) == (date(2026, 1, 1), date(2027, 1, 1), "notice")
    assert "31.12.2026" in text(board_client, inspect(person))


def test_membership_end_before_start_is_refused_and_keeps_what_was_typed(board_client: Client) -> None:
    period = MemberFactory().periods.get()

    data = {"last_day": "2019-12-31", "reason": "notice"}
    page = board_client.post(reverse("office_end", args=[period.pk]), data).content.decode()

    assert "vor dem ersten" in page
    assert 'value="notice" selected' in page
    period.refresh_from_db()
    assert period.until_on is None


def test_membership_of_a_company_starts_by_form(board_client: Client) -> None:
    kind = MembershipType.objects.create(name="Firma", key="firma")
    company = CompanyFactory()

    data = {"type": kind.pk, "from_on": "2026-01-01", "number": "F1"}
    response = board_client.post(reverse("office_start", args=["company", company.pk]), data)

    assert response["Location"] == inspect(company)
    assert "F1" in text(board_client, index("memberships"))


def test_types_and_industries_are_created_with_an_address(board_client: Client) -> None:
    board_client.post(reverse("office_membership_types:add"), {"name": "Fördermitglied"})
    board_client.post(reverse("office_trades:add"), {"name": "Gärtnerei"})

    assert MembershipType.objects.get(key="foerdermitglied").name == "Fördermitglied"
    assert Trade.objects.get(slug="gaertnerei")
    actions = {"members.create_membership_type", "members.create_trade"}
    assert set(LogEntry.objects.values_list("action", flat=True)) >= actions


# --- Companies and log -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["people", "companies", "memberships", "log"])
def test_lists_ask_the_same_number_of_questions_for_1_and_30_rows(board_client: Client, name: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert board_client.get(index(name)).status_code == 200
        return len(queries)

    audit.log("members.create_person", PersonFactory(), actor=UserFactory())
    board_client.get(index(name))
    one = count()
    for _n in range(29):
        audit.log("members.create_person", MemberFactory().person, actor=UserFactory())

    assert count() == one
