"""The company as the member: who stands for it, with the vote, from when until when."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from members.actions.membership import end_membership, start_membership
from members.actions.refusal import MemberRefused
from members.actions.seats import change_role, end_seat, give_seat, link_member, replace
from members.models import Member, Membership, MembershipType, Person, Seat, Statutes
from members.queries import companies_on, is_member, member_since, members_on, viewer_of
from members.queries.seats import remark_on_seats
from tests.factories import CompanyFactory, MemberFactory, PersonFactory, make_seat
from verein.models import LogEntry

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 1)
REPRESENTATIVE, DEPUTY, CONTACT = Seat.Role


@pytest.fixture
def member() -> Member:
    """A company that is a member since 2020."""
    return MemberFactory(person=None, company=CompanyFactory(name="Kötter Holzbau"))


def give(member: Member, person: Person, role: str = CONTACT, from_on: date = DAY) -> Seat:
    return give_seat(member, person=person, role=role, from_on=from_on, actor=None)


def statutes(effective_on: date = date(2000, 1, 1), **representation: object) -> None:
    """Statutes in force that say who acts for a company."""
    rule = {"key": "full", "name": "Mitglied", "representation": representation}
    Statutes.objects.create(effective_on=effective_on, rules={"types": [rule]})


# --- Who is a member ----------------------------------------------------------------------------------------------
def test_members_on_a_day_are_those_with_a_seat_in_a_company_that_is_a_member_then(member: Member) -> None:
    with_seat, colleague = PersonFactory(company=member.company), PersonFactory(company=member.company)
    give_seat(member, person=with_seat, role=REPRESENTATIVE, from_on=DAY, until_on=date(2026, 8, 1), actor=None)
    Membership.objects.update(until_on=date(2026, 7, 1))

    assert [is_member(with_seat, date(2026, *day)) for day in ((4, 30), (5, 1), (6, 30), (7, 1))] == [
        False,
        True,
        True,
        False,
    ]
    assert not is_member(colleague, DAY)
    assert viewer_of(with_seat.user, DAY).level == "members"
    assert viewer_of(colleague.user, DAY).level == "everyone"


def test_members_on_a_day_are_asked_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _n in range(3):
        make_seat(PersonFactory())
        MemberFactory()
    with django_assert_num_queries(1):
        assert members_on(DAY).count() == 6


def test_membership_of_a_group_inside_the_association_makes_nobody_a_member() -> None:
    member = MemberFactory()
    Membership.objects.update(group="young")

    assert not is_member(member.person, DAY)
    assert member.person.company not in companies_on(DAY)


def test_member_since_is_the_first_seat_or_the_first_membership(member: Member) -> None:
    person = PersonFactory()
    give(member, person, from_on=date(2023, 3, 1))
    assert member_since(person) == 2023
    start_membership(person, type=MembershipType.objects.get(), from_on=date(2021, 1, 1), actor=None)
    assert member_since(person) == 2021
    assert member_since(PersonFactory()) is None


def test_person_stands_for_two_companies_and_keeps_the_rights_until_the_last_seat_ends(member: Member) -> None:
    person, second = PersonFactory(), MemberFactory(person=None, company=CompanyFactory())
    seats = [give(each, person, REPRESENTATIVE) for each in (member, second)]

    end_seat(seats[0], last_day=date(2026, 5, 31), actor=None)
    assert is_member(person, date(2026, 6, 1))
    end_seat(seats[1], last_day=date(2026, 6, 30), actor=None)
    assert not is_member(person, date(2026, 7, 1))


def test_company_that_comes_back_does_not_bring_old_seats_back(member: Member) -> None:
    person = PersonFactory()
    seat = give(member, person, REPRESENTATIVE, date(2020, 1, 1))
    end_membership(member.periods.get(), last_day=date(2026, 12, 31), reason="notice", actor=None)
    start_membership(member.holder, type=MembershipType.objects.get(), from_on=date(2028, 1, 1), actor=None)

    seat.refresh_from_db()
    assert seat.until_on == date(2027, 1, 1)
    assert not is_member(person, date(2028, 1, 1))


# --- Giving, changing, ending --------------------------------------------------------------------------------------
def test_give_seat_logs_ids_and_names_of_fields_only(member: Member) -> None:
    seat = give(member, PersonFactory(), REPRESENTATIVE)

    entry = LogEntry.objects.get()
    assert (entry.action, entry.model, entry.object_id) == ("members.give_seat", "members.seat", str(seat.pk))
    assert entry.fields == ["from_on", "person", "role"]


def test_give_seat_refuses_a_second_vote_at_the_same_time(member: Member) -> None:
    first = PersonFactory(first_name="Anne", last_name="Erste")
    seat = give(member, first, REPRESENTATIVE, date(2026, 1, 1))

    with pytest.raises(MemberRefused, match=r"Anne Erste .* seit 1\. Januar 2026"):
        give(member, PersonFactory(), REPRESENTATIVE)
    end_seat(seat, last_day=date(2026, 4, 30), actor=None)
    assert give(member, PersonFactory(), REPRESENTATIVE).role == REPRESENTATIVE


def test_give_seat_refuses_two_seats_of_one_person_in_a_company(member: Member) -> None:
    person = PersonFactory()
    give(member, person, REPRESENTATIVE)

    with pytest.raises(MemberRefused, match="schon"):
        give(member, person, CONTACT, date(2026, 9, 1))
    assert Seat.objects.count() == 1


@pytest.mark.parametrize("from_on", [date(2019, 12, 31), date(2026, 7, 1)])
def test_give_seat_refuses_days_on_which_the_company_is_no_member(member: Member, from_on: date) -> None:
    Membership.objects.update(until_on=date(2026, 7, 1))
    with pytest.raises(MemberRefused, match=r"Kötter Holzbau ist am .* kein Mitglied"):
        give(member, PersonFactory(), from_on=from_on)


def test_give_seat_refuses_persons_as_members_the_dead_and_ends_before_the_start(member: Member) -> None:
    person = PersonFactory()
    with pytest.raises(MemberRefused, match="nur eine Firma"):
        give(MemberFactory(), person)
    with pytest.raises(MemberRefused, match="vor dem ersten"):
        give_seat(member, person=person, role=CONTACT, from_on=DAY, until_on=DAY, actor=None)
    person.died_on = date(2026, 4, 1)
    with pytest.raises(MemberRefused, match="verstorben"):
        give(member, person)
    assert not Seat.objects.exists()


def test_give_seat_has_a_deputy_only_where_the_statutes_know_one(member: Member) -> None:
    give(member, PersonFactory(), DEPUTY)  # no statutes: nothing speaks against it
    statutes(deputy=False)
    with pytest.raises(MemberRefused, match="keine Stellvertretung"):
        give(member, PersonFactory(), DEPUTY)
    statutes(date(2001, 1, 1), deputy=True)
    assert give(member, PersonFactory(), DEPUTY)


def test_seats_beyond_those_included_are_allowed_and_said(member: Member) -> None:
    for _n in range(3):
        give(member, PersonFactory())
    assert remark_on_seats(member, DAY) == ""  # no statutes
    statutes(seats_included=2)
    assert "2 Personen sind enthalten" in remark_on_seats(member, DAY)
    statutes(date(2001, 1, 1), seats_included=3)
    assert remark_on_seats(member, DAY) == ""


def test_change_role_ends_one_seat_and_begins_the_next(member: Member) -> None:
    seat = give(member, PersonFactory(), CONTACT)

    new = change_role(seat, role=REPRESENTATIVE, from_on=date(2026, 6, 1), actor=None)

    seat.refresh_from_db()
    assert (seat.role, seat.until_on) == (CONTACT, date(2026, 6, 1))
    assert (new.role, new.from_on, new.until_on) == (REPRESENTATIVE, date(2026, 6, 1), None)


def test_change_role_on_the_first_day_corrects_it(member: Member) -> None:
    seat = give(member, PersonFactory(), CONTACT)
    assert change_role(seat, role=REPRESENTATIVE, from_on=DAY, actor=None).pk == seat.pk
    assert Seat.objects.get().role == REPRESENTATIVE


def test_change_role_refuses_a_taken_vote_the_same_role_and_days_outside(member: Member) -> None:
    give(member, PersonFactory(), REPRESENTATIVE)
    seat = give(member, PersonFactory(), CONTACT)
    for role, day in ((REPRESENTATIVE, date(2026, 6, 1)), (CONTACT, date(2026, 6, 1)), (DEPUTY, date(2026, 4, 30))):
        with pytest.raises(MemberRefused):
            change_role(seat, role=role, from_on=day, actor=None)
    seat.refresh_from_db()
    assert (seat.role, seat.until_on) == (CONTACT, None)


def test_end_seat_refuses_an_end_before_the_start_and_a_second_end(member: Member) -> None:
    seat = give(member, PersonFactory())
    with pytest.raises(MemberRefused, match="vor dem ersten"):
        end_seat(seat, last_day=date(2026, 4, 30), actor=None)
    end_seat(seat, last_day=DAY, actor=None)
    with pytest.raises(MemberRefused, match="endet bereits"):
        end_seat(seat, last_day=date(2026, 6, 1), actor=None)


def test_replace_gives_the_successor_the_role_the_next_day_and_ends_the_rights_of_the_other(member: Member) -> None:
    leaver, successor = PersonFactory(), PersonFactory()
    seat = give(member, leaver, REPRESENTATIVE)

    new = replace(seat, successor=successor, last_day=date(2026, 9, 30), actor=None)

    assert (new.role, new.from_on) == (REPRESENTATIVE, date(2026, 10, 1))
    assert [is_member(leaver, date(2026, *day)) for day in ((9, 30), (10, 1))] == [True, False]
    assert [is_member(successor, date(2026, *day)) for day in ((9, 30), (10, 1))] == [False, True]


def test_replace_lets_a_contact_person_move_up(member: Member) -> None:
    seat = give(member, PersonFactory(), REPRESENTATIVE)
    colleague = PersonFactory()
    give(member, colleague, CONTACT)

    replace(seat, successor=colleague, last_day=date(2026, 9, 30), actor=None)

    roles = colleague.seats.order_by("from_on").values_list("role", "from_on", "until_on")
    assert list(roles) == [(CONTACT, DAY, date(2026, 10, 1)), (REPRESENTATIVE, date(2026, 10, 1), None)]


def test_replace_after_the_end_of_the_membership_is_refused_and_changes_nothing(member: Member) -> None:
    seat = give(member, PersonFactory(), REPRESENTATIVE)
    Membership.objects.update(until_on=date(2026, 7, 1))
    with pytest.raises(MemberRefused, match="kein Mitglied"):
        replace(seat, successor=PersonFactory(), last_day=date(2026, 9, 30), actor=None)
    seat.refresh_from_db()
    assert seat.until_on is None


def test_two_votes_at_once_are_impossible_in_the_database(member: Member) -> None:
    make_seat(PersonFactory(), member.company, role=REPRESENTATIVE)
    with pytest.raises(IntegrityError, match="one_representative_at_a_time"), transaction.atomic():
        make_seat(PersonFactory(), member.company, role=REPRESENTATIVE, from_on=DAY)


# --- Affiliates ----------------------------------------------------------------------------------------------------
def test_link_member_refuses_circles_and_chains(member: Member) -> None:
    second, third = MemberFactory(), MemberFactory()
    link_member(second, other=member, actor=None)
    assert list(member.linked.all()) == [second]
    for one, other in ((member, member), (third, second), (member, third)):
        with pytest.raises(MemberRefused):
            link_member(one, other=other, actor=None)
    link_member(second, other=None, actor=None)
    assert not member.linked.exists()
