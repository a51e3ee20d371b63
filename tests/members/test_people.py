"""What the office writes about people, companies, memberships and accounts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from members.actions.membership import (
    deactivate_account,
    end_membership,
    next_number,
    reactivate_account,
    start_membership,
)
from members.actions.people import create_company, create_person, update_company, update_person
from members.actions.refusal import MemberRefused
from members.actions.seats import give_seat
from members.models import EndReason, Member, Membership, MembershipType, Person, User
from members.queries import is_member
from tests.factories import MemberFactory, PersonFactory, UserFactory
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> User:
    return UserFactory()


@pytest.fixture
def full_member(db: None) -> MembershipType:
    return MembershipType.objects.create(name="Vollmitglied", key="vollmitglied")


def test_create_person_gets_address_sort_key_search_and_log_but_no_account_and_no_mail(actor: User) -> None:
    person = create_person(data={"first_name": "Jörg", "last_name": "Weiß", "city": "Rheine"}, actor=actor)

    person.refresh_from_db()
    assert (person.slug, person.sort_key) == ("joerg-weiss", "weiss jorg")
    assert "rheine" in person.search_members
    assert person.search_public == ""
    entry = LogEntry.objects.get(model="members.person", object_id=str(person.pk))
    assert (entry.action, entry.actor, entry.fields) == (
        "members.create_person",
        actor,
        ["city", "first_name", "last_name"],
    )
    assert person.user is None
    assert not Mail.objects.exists()


def test_create_person_of_the_same_name_gets_another_address(actor: User) -> None:
    slugs = [create_person(data={"first_name": "Cem", "last_name": "Dirks"}, actor=actor).slug for _n in range(3)]

    assert slugs == ["cem-dirks", "cem-dirks-2", "cem-dirks-3"]


def test_create_person_whose_name_has_no_latin_letter_gets_an_address(actor: User) -> None:
    assert create_person(data={"last_name": "李"}, actor=actor).slug == "person"


def test_update_person_logs_the_names_of_changed_fields_and_never_values(actor: User) -> None:
    person = PersonFactory(city="Rheine")

    changed = update_person(person, data={"city": "Emsbüren", "last_name": person.last_name}, actor=actor)

    person.refresh_from_db()
    assert (changed, person.city) == (["city"], "Emsbüren")
    entry = LogEntry.objects.get()
    assert entry.fields == ["city"]
    assert "Emsb" not in str(vars(entry))


def test_update_person_without_a_change_writes_nothing(actor: User) -> None:
    person = PersonFactory(city="Rheine")

    assert update_person(person, data={"city": "Rheine"}, actor=actor) == []
    assert not LogEntry.objects.exists()


def test_update_person_keeps_hidden_fields_out_of_the_members_search(actor: User) -> None:
    person = PersonFactory(visibility={"city": "nobody", "position": "members"})

    update_person(person, data={"city": "Emsbüren", "position": "Meisterin"}, actor=actor)

    person.refresh_from_db()
    assert "meisterin" in person.search_members
    assert "emsbueren" not in person.search_members


def test_create_and_update_company_keep_search_in_step_with_its_people(actor: User) -> None:
    company = create_company(data={"name": "Tischlerei Köhler", "city": "Rheine"}, actor=actor)
    person = PersonFactory(company=company)

    update_company(company, data={"name": "Köhler Möbel"}, actor=actor)

    company.refresh_from_db()
    person.refresh_from_db()
    assert (company.slug, company.sort_key) == ("tischlerei-koehler", "kohler mobel")
    assert "moebel" in company.search_text
    assert "moebel" in person.search_members


def test_start_membership_draws_the_next_number_and_keeps_it_for_good(actor: User, full_member: MembershipType) -> None:
    MemberFactory(number="M00041")
    person = PersonFactory()

    first = start_membership(person, type=full_member, from_on=date(2024, 1, 1), actor=actor)
    end_membership(first, last_day=date(2024, 12, 31), reason=EndReason.NOTICE, actor=actor)
    again = start_membership(person, type=full_member, from_on=date(2026, 1, 1), actor=actor)

    assert first.member.number == again.member.number == "M00042"
    assert again.member.periods.count() == 2
    assert next_number() == "M00043"
    actions = ["members.start_membership", "members.end_membership", "members.start_membership"]
    assert list(LogEntry.objects.order_by("pk").values_list("action", flat=True)) == actions


def test_start_membership_of_a_company_makes_those_members_who_have_a_seat(
    actor: User, full_member: MembershipType
) -> None:
    person = PersonFactory()
    colleague = PersonFactory(company=person.company)

    start_membership(person.company, type=full_member, from_on=date(2026, 1, 1), actor=actor, number="77")
    member = Member.objects.get(company=person.company)
    assert member.number == "77"
    assert not is_member(person, date(2026, 1, 1))
    give_seat(member, person=person, role="representative", from_on=date(2026, 1, 1), actor=actor)

    assert is_member(person, date(2026, 1, 1))
    assert not is_member(colleague, date(2026, 1, 1))


def test_start_membership_refuses_a_number_given_before(actor: User, full_member: MembershipType) -> None:
    MemberFactory(number="5", period__until_on=date(2021, 1, 1))

    with pytest.raises(MemberRefused, match="5 wurde bereits vergeben"):
        start_membership(PersonFactory(), type=full_member, from_on=date(2026, 1, 1), actor=actor, number="5")
    assert Member.objects.count() == 1


@pytest.mark.parametrize("until_on", [None, date(2026, 6, 1)])
def test_start_membership_refuses_overlapping_periods(
    actor: User, full_member: MembershipType, until_on: date | None
) -> None:
    member = MemberFactory(period__until_on=until_on)

    with pytest.raises(MemberRefused, match=r"01\.01\.2020|1\. Januar 2020|31\. Mai 2026"):
        start_membership(member.person, type=full_member, from_on=date(2026, 5, 31), actor=actor)
    assert member.periods.count() == 1


def test_end_membership_means_the_last_day_is_still_a_member(actor: User) -> None:
    member = MemberFactory()

    end_membership(member.periods.get(), last_day=date(2026, 3, 31), reason=EndReason.NOTICE, actor=actor)

    assert is_member(member.person, date(2026, 3, 31))
    assert not is_member(member.person, date(2026, 4, 1))
    assert member.periods.get().end_reason == EndReason.NOTICE


def test_end_membership_refuses_a_day_before_the_start_and_a_second_end(actor: User) -> None:
    period = MemberFactory(period__from_on=date(2026, 1, 1)).periods.get()

    with pytest.raises(MemberRefused, match="vor dem ersten"):
        end_membership(period, last_day=date(2025, 12, 31), reason=EndReason.UNKNOWN, actor=actor)
    end_membership(period, last_day=date(2026, 1, 1), reason=EndReason.UNKNOWN, actor=actor)
    with pytest.raises(MemberRefused, match="endet bereits"):
        end_membership(period, last_day=date(2026, 2, 1), reason=EndReason.UNKNOWN, actor=actor)


def test_deactivate_and_reactivate_account_decide_who_may_sign_in(actor: User) -> None:
    user = PersonFactory().user

    deactivate_account(user, actor=actor)
    user.refresh_from_db()
    assert not user.is_active
    reactivate_account(user, actor=actor)
    user.refresh_from_db()

    assert user.is_active
    assert LogEntry.objects.filter(model="members.user", object_id=str(user.pk)).count() == 2


def test_deactivate_account_refuses_oneself_superusers_and_the_second_time(actor: User) -> None:
    with pytest.raises(MemberRefused, match="eigenes"):
        deactivate_account(actor, actor=actor)
    with pytest.raises(MemberRefused, match="Superuser"):
        deactivate_account(UserFactory(is_superuser=True), actor=actor)
    with pytest.raises(MemberRefused, match="bereits deaktiviert"):
        deactivate_account(UserFactory(is_active=False), actor=actor)
    with pytest.raises(MemberRefused, match="aktiv"):
        reactivate_account(UserFactory(), actor=actor)


@pytest.mark.django_db(transaction=True)
def test_start_membership_of_many_at_once_gives_every_number_once(full_member: MembershipType) -> None:
    people = [PersonFactory(user=None) for _n in range(6)]

    def admit(person: Person) -> str:
        try:
            return start_membership(person, type=full_member, from_on=date(2026, 1, 1), actor=None).member.number
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(admit, people))

    assert sorted(numbers) == ["1", "2", "3", "4", "5", "6"]
    assert Membership.objects.count() == 6
