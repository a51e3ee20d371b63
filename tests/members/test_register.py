"""The register of any day, member lists that leave the house, and what is recorded of them."""

import io
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from members.actions.lists import ListRequest, export_members, hand_out_members, set_honours, tell_members
from members.actions.people import update_company, update_person
from members.actions.refusal import MemberRefused
from members.models import Consent, ListExport, Membership, MembershipType, Person, Seat, Suspension, Trade
from members.queries.register import Filters, register_on
from tests.factories import CompanyFactory, MemberFactory, PersonFactory, make_seat, make_statutes, sign_in
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)
NOW = datetime(2026, 5, 1, 12, tzinfo=ZoneInfo("Europe/Berlin"))
REGISTER_QUERIES = 5


def listed(**fields: Any) -> list[list[object]]:
    """The rows of an exported XLSX, with its header."""
    given: dict[str, Any] = {"columns": ["last_name"], "day": DAY, "purpose": "Post", "recipient": "Büro"}
    wanted = ListRequest(**given | fields)
    content = export_members(wanted, actor=None, now=NOW)
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    return [[cell.value for cell in row] for row in sheet.rows]


# --- The register ----------------------------------------------------------------------------------------------------
def test_register_of_a_day_holds_who_was_a_member_then() -> None:
    MemberFactory(number="1", period__until_on=date(2021, 1, 1), person__last_name="Früher", person__sort_key="a")
    MemberFactory(number="2", period__from_on=date(2025, 1, 1), person__last_name="Später", person__sort_key="b")

    assert [entry.member.number for entry in register_on(date(2020, 12, 31))] == ["1"]
    assert [entry.member.number for entry in register_on(date(2021, 1, 1))] == []
    assert [entry.member.number for entry in register_on(date(2025, 1, 1))] == ["2"]


def test_register_says_since_when_without_a_break_and_which_type_then() -> None:
    member = MemberFactory(period__from_on=date(2001, 1, 1), period__until_on=date(2005, 1, 1))
    honorary = MembershipType.objects.create(key="honorary", name="Ehrenmitglied")
    full = MembershipType.objects.get(key="full")
    for kind, from_on, until_on in ((full, date(2010, 1, 1), date(2020, 1, 1)), (honorary, date(2020, 1, 1), None)):
        Membership.objects.create(member=member, type=kind, from_on=from_on, until_on=until_on)

    (entry,) = register_on(DAY)
    assert (entry.type, entry.from_on, entry.since) == ("Ehrenmitglied", date(2020, 1, 1), date(2010, 1, 1))
    (entry,) = register_on(date(2004, 6, 1))
    assert (entry.type, entry.since) == ("Ordentliches Mitglied", date(2001, 1, 1))


def test_register_names_vote_representative_and_deputy_of_that_day() -> None:
    supporting = MembershipType.objects.create(key="supporting", name="Fördermitglied")
    make_statutes(
        types=[
            {"key": "full", "name": "Mitglied", "vote": "yes", "votes": 2},
            {"key": "supporting", "name": "F", "vote": "no"},
        ]
    )
    company = CompanyFactory()
    make_seat(PersonFactory(last_name="Alt"), company, role="representative", until_on=date(2026, 1, 1))
    make_seat(PersonFactory(last_name="Neu"), company, role="representative", from_on=date(2026, 1, 1))
    make_seat(PersonFactory(last_name="Vize"), company, role="deputy")
    friend = MemberFactory()
    friend.periods.update(type=supporting)
    dormant = MemberFactory()
    Suspension.objects.create(member=dormant, reason="request", clause="§ 5", from_on=date(2026, 1, 1))

    entries = {entry.member.pk: entry for entry in register_on(DAY)}
    of_company = next(entry for entry in entries.values() if entry.member.company)
    assert (of_company.votes, of_company.representative.last_name, of_company.deputy.last_name) == (2, "Neu", "Vize")
    assert entries[friend.pk].votes == 0
    assert (entries[dormant.pk].votes, entries[dormant.pk].dormant) == (0, True)
    before = {entry.member.pk: entry for entry in register_on(date(2025, 6, 1))}
    assert before[of_company.member.pk].representative.last_name == "Alt"
    assert before[dormant.pk].votes == 2


def test_register_is_cut_to_type_holder_and_industry() -> None:
    trade = Trade.objects.create(name="Optik", slug="optik")
    person = MemberFactory(person__trade=trade)
    company = MemberFactory(person=None, company=CompanyFactory(trade=trade))
    other = MemberFactory()

    def numbers(**filters: Any) -> set[str]:
        return {entry.member.number for entry in register_on(DAY, Filters(**filters))}

    assert numbers(holder="company") == {company.number}
    assert numbers(holder="person") == {person.number, other.number}
    assert numbers(trade_id=trade.pk) == {person.number, company.number}
    assert numbers(type_id=other.periods.get().type_id + 1) == set()


@pytest.mark.parametrize("count", [1, 30])
def test_register_asks_the_same_number_of_questions(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _n in range(count):
        make_seat(PersonFactory(), role=Seat.Role.REPRESENTATIVE)
        MemberFactory()
    with django_assert_num_queries(REGISTER_QUERIES):
        assert [entry.name for entry in register_on(DAY)]


def test_register_page_and_sheet_show_the_day_asked_for(board_client: Client) -> None:
    MemberFactory(person__last_name="Ehemals", period__until_on=date(2021, 1, 1))

    for name in ("office_register", "office_register_sheet"):
        assert "Ehemals" in board_client.get(reverse(name), {"day": "2020-06-01"}).content.decode()
        assert "Ehemals" not in board_client.get(reverse(name)).content.decode()
        assert board_client.get(reverse(name), {"day": "31.02.2020"}).status_code == 200


@pytest.mark.parametrize("name", ["office_register", "office_register_sheet", "office_list", "office_hand_out"])
def test_register_and_lists_are_closed_to_members_and_strangers(name: str) -> None:
    former = sign_in(Client(), MemberFactory(period__until_on=date(2025, 1, 1)).person.user)
    for client in (Client(), former, sign_in(Client(), MemberFactory().person.user)):
        assert client.get(reverse(name)).status_code in {302, 403}


def test_treasurer_sees_the_register_and_makes_no_lists(treasurer_client: Client) -> None:
    assert treasurer_client.get(reverse("office_register")).status_code == 200
    assert treasurer_client.get(reverse("office_list")).status_code in {302, 403}


# --- Lists -----------------------------------------------------------------------------------------------------------
def test_export_members_addresses_the_representative_of_a_company() -> None:
    company = CompanyFactory(name="Holzbau", sort_key="holzbau", street="Hof 1", postcode="01067")
    make_seat(PersonFactory(last_name="Vertreter"), company, role="representative")

    rows = listed(columns=["last_name", "company", "street", "postcode", "since"])

    assert rows[1] == ["Vertreter", "Holzbau", "Hof 1", "01067", datetime(2020, 1, 1)]  # noqa: DTZ001 - as read


def test_export_members_records_purpose_recipient_and_columns() -> None:
    MemberFactory()
    listed(columns=["last_name", "city"], purpose="Einladung", recipient="Druckerei Ems")

    export = ListExport.objects.get()
    assert (export.purpose, export.recipient, export.columns, export.rows, export.at) == (
        "Einladung",
        "Druckerei Ems",
        ["last_name", "city"],
        1,
        NOW,
    )
    assert LogEntry.objects.get().action == "members.export_list"


def test_record_of_lists_can_only_grow() -> None:
    listed()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ListExport.objects.update(recipient="niemand")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ListExport.objects.all().delete()
    assert ListExport.objects.get().recipient == "Büro"


@pytest.mark.parametrize("missing", [{"purpose": " "}, {"recipient": ""}, {"columns": []}])
def test_export_members_refuses_a_list_without_purpose_recipient_or_columns(missing: dict[str, object]) -> None:
    with pytest.raises(MemberRefused):
        listed(**missing)
    assert not ListExport.objects.exists()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_members_never_makes_a_formula(kind: str) -> None:
    MemberFactory(person__last_name="=HYPERLINK(1)")
    wanted = ListRequest(["last_name"], DAY, "Post", "Büro", kind)

    content = export_members(wanted, actor=None, now=NOW)

    if kind == "csv":
        assert "'=HYPERLINK(1)" in content.decode("utf-8-sig")
    else:
        assert openpyxl.load_workbook(io.BytesIO(content)).active["A2"].data_type == "s"


def test_birthdays_and_anniversaries_stand_in_a_list_only_with_consent() -> None:
    person = MemberFactory(person__born_on=date(1980, 6, 1), period__from_on=date(2016, 9, 1)).person
    columns = ["birthday", "anniversary"]
    assert listed(columns=columns)[1] == [None, None]

    set_honours(person, birthday=True, anniversary=True, actor=None, now=NOW)
    assert listed(columns=columns)[1] == [datetime(1980, 6, 1), 10]  # noqa: DTZ001 - as read
    assert len(listed(anniversaries_only=True)) == 2

    set_honours(person, birthday=False, anniversary=False, actor=None, now=NOW)
    assert listed(columns=columns)[1] == [None, None]
    assert len(listed(anniversaries_only=True)) == 1
    assert Consent.objects.filter(withdrawn_at=None).count() == 0


def test_anniversary_of_a_company_needs_no_consent() -> None:
    MemberFactory(person=None, company=CompanyFactory(), period__from_on=date(2001, 1, 1))
    assert listed(columns=["anniversary"])[1] == [25]


def test_list_of_changed_addresses_follows_the_log() -> None:
    moved, stayed = MemberFactory(person__last_name="Umzug").person, MemberFactory(person__last_name="Bleibt").person
    company = MemberFactory(person=None, company=CompanyFactory(name="Neubau")).company
    update_person(moved, data={"street": "Neue Straße 1"}, actor=None)
    update_person(stayed, data={"phone": "0221 4710-1"}, actor=None)
    update_company(company, data={"city": "Emsbüren"}, actor=None)

    rows = listed(columns=["last_name", "company"], moved_since=timezone.now() - timedelta(minutes=5))
    assert sorted(str(row[0] or row[1]) for row in rows[1:]) == ["Neubau", "Umzug"]
    assert len(listed(moved_since=timezone.now() + timedelta(minutes=5))) == 1


def test_export_form_makes_the_file_and_keeps_what_was_typed(board_client: Client) -> None:
    MemberFactory()
    data = {"columns": ["last_name", "city"], "format": "csv", "purpose": "", "recipient": "Druckerei"}
    page = board_client.post(reverse("office_list"), data).content.decode()
    assert "Druckerei" in page
    response = board_client.post(reverse("office_list"), data | {"purpose": "Einladung"})

    assert "attachment" in response["Content-Disposition"]
    assert response.content.decode("utf-8-sig").startswith("Nachname;Ort")
    assert "Einladung" in board_client.get(reverse("office_lists:index")).content.decode()


# --- Handed to a member ----------------------------------------------------------------------------------------------
def hand_out(recipient: Person, reason: str = "Außerordentliche Versammlung") -> bytes:
    return hand_out_members(recipient=recipient, reason=reason, day=DAY, kind="csv", actor=None, now=NOW)


def test_hand_out_gives_a_member_the_list_with_addresses_and_tells_everybody() -> None:
    recipient = MemberFactory(person__last_name="Frager").person
    other = MemberFactory(person__last_name="Andere").person

    content = hand_out(recipient).decode("utf-8-sig")
    export = ListExport.objects.get()
    tell_members.call(export.pk)

    assert other.email in content
    assert (export.kind, export.recipient) == ("handed_out", recipient.name)
    mails = Mail.objects.filter(kind="members/mail/list_handed_out")
    assert set(mails.values_list("to", flat=True)) == {recipient.email, other.email}
    for part in (recipient.name, "Außerordentliche Versammlung", "E-Mail-Adresse"):
        assert part in mails[0].text


def test_hand_out_is_refused_to_former_members_and_without_a_reason() -> None:
    with pytest.raises(MemberRefused, match="kein Mitglied"):
        hand_out(MemberFactory(period__until_on=date(2025, 1, 1)).person)
    with pytest.raises(MemberRefused):
        hand_out(MemberFactory().person, " ")
    assert not ListExport.objects.exists()


def test_hand_out_form_says_why_not_and_gives_the_file(board_client: Client) -> None:
    data = {"recipient": PersonFactory().pk, "reason": "Antrag", "kind": "xlsx"}
    assert "kein Mitglied" in board_client.post(reverse("office_hand_out"), data).content.decode()
    data["recipient"] = MemberFactory().person.pk
    assert "attachment" in board_client.post(reverse("office_hand_out"), data)["Content-Disposition"]
