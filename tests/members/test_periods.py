"""Periods, not flags: history, changing type, corrections, numbers that are never given again."""

from datetime import date, timedelta

import pytest

from members.actions.membership import change_type, correct_membership, end_membership, next_number, start_membership
from members.actions.refusal import MemberRefused
from members.models import (
    EndReason,
    Member,
    Membership,
    MembershipType,
    RetiredNumber,
    Seat,
    StartReason,
    Statutes,
    User,
)
from members.queries import is_member
from members.queries.standing import former_people, left_by, left_people, with_left_on
from tests.factories import CompanyFactory, MemberFactory, PersonFactory
from verein.models import LogEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def full() -> MembershipType:
    return MembershipType.objects.create(key="full", name="Ordentliches Mitglied")


@pytest.fixture
def honorary() -> MembershipType:
    return MembershipType.objects.create(key="honorary", name="Ehrenmitglied")


def test_start_membership_again_keeps_the_number_and_says_so(full: MembershipType) -> None:
    member = MemberFactory(number="17", period__until_on=date(2024, 1, 1))

    period = start_membership(member.person, type=full, from_on=date(2026, 1, 1), actor=None)

    assert (period.member.number, period.start_reason) == ("17", StartReason.REJOINED)
    assert member.periods.count() == 2


def test_start_membership_enters_history_before_a_running_period(full: MembershipType) -> None:
    member = MemberFactory(period__from_on=date(2020, 1, 1))

    old = start_membership(member.person, type=full, from_on=date(2001, 1, 1), until_on=date(2005, 1, 1), actor=None)

    assert (old.start_reason, old.end_reason) == (StartReason.ADMITTED, EndReason.UNKNOWN)
    assert [is_member(member.person, date(year, 6, 1)) for year in (2000, 2004, 2005, 2026)] == [
        False,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("from_on", "until_on"),
    [
        (date(2010, 1, 1), date(2015, 1, 1)),
        (date(2013, 6, 1), None),
        (date(2013, 12, 31), date(2014, 6, 1)),
        (date(2013, 1, 1), date(2013, 2, 1)),
    ],
)
def test_start_membership_refuses_periods_that_share_a_day(
    full: MembershipType, from_on: date, until_on: date | None
) -> None:
    member = MemberFactory(period__from_on=date(2012, 1, 1), period__until_on=date(2014, 1, 1))
    with pytest.raises(MemberRefused):
        start_membership(member.person, type=full, from_on=from_on, until_on=until_on, actor=None)
    assert member.periods.count() == 1


def test_start_membership_refuses_an_open_period_before_a_later_one(full: MembershipType) -> None:
    member = MemberFactory(period__from_on=date(2030, 1, 1))
    with pytest.raises(MemberRefused, match=r"beginnt am 1\. Januar 2030"):
        start_membership(member.person, type=full, from_on=date(2026, 1, 1), actor=None)


def test_start_membership_in_a_group_inside_runs_beside_the_membership(full: MembershipType) -> None:
    young = MembershipType.objects.create(key="young", name="Junioren")
    rules = {"types": [{"key": "full", "name": "Mitglied"}, {"key": "young", "name": "J", "group_of_its_own": True}]}
    Statutes.objects.create(effective_on=date(2000, 1, 1), rules=rules)
    member = MemberFactory()

    period = start_membership(member.person, type=young, from_on=date(2026, 1, 1), actor=None)

    assert period.group == "young"
    with pytest.raises(MemberRefused):
        start_membership(member.person, type=young, from_on=date(2026, 5, 1), actor=None)
    own = member.periods.get(group="")
    with pytest.raises(MemberRefused, match="neben"):
        change_type(own, type=young, from_on=date(2026, 6, 1), actor=None)


def test_change_type_ends_one_period_and_begins_the_next(honorary: MembershipType) -> None:
    member = MemberFactory()
    old = member.periods.get()

    new = change_type(old, type=honorary, from_on=date(2026, 7, 1), start_reason=StartReason.HONOURED, actor=None)

    old.refresh_from_db()
    assert (old.last_day, old.end_reason) == (date(2026, 6, 30), EndReason.TYPE_CHANGED)
    assert (new.from_on, new.until_on, new.start_reason) == (date(2026, 7, 1), None, StartReason.HONOURED)
    assert new.member == member
    assert LogEntry.objects.get().action == "members.change_type"


def test_change_type_keeps_an_end_that_was_known(honorary: MembershipType) -> None:
    period = MemberFactory().periods.get()
    end_membership(period, last_day=date(2026, 12, 31), reason=EndReason.NOTICE, actor=None)

    new = change_type(period, type=honorary, from_on=date(2026, 7, 1), actor=None)

    assert (new.last_day, new.end_reason) == (date(2026, 12, 31), EndReason.NOTICE)


def test_change_type_refuses_the_same_type_and_days_outside_the_period(honorary: MembershipType) -> None:
    period = MemberFactory(period__until_on=date(2026, 1, 1)).periods.get()
    for kind, day in (
        (period.type, date(2025, 1, 1)),
        (honorary, date(2020, 1, 1)),
        (honorary, date(2026, 1, 1)),
    ):
        with pytest.raises(MemberRefused):
            change_type(period, type=kind, from_on=day, actor=None)
    assert Membership.objects.count() == 1


def test_correct_membership_logs_what_differs_and_never_silently() -> None:
    period = MemberFactory().periods.get()
    data = {"from_on": date(2019, 4, 1), "until_on": None, "type": period.type, "start_reason": StartReason.FOUNDING}

    assert correct_membership(period, data=data, actor=None) == ["from_on", "start_reason"]
    assert correct_membership(period, data=data, actor=None) == []

    entry = LogEntry.objects.get()
    assert (entry.action, entry.fields) == ("members.correct_membership", ["from_on", "start_reason"])
    period.refresh_from_db()
    assert period.from_on == date(2019, 4, 1)


def test_correct_membership_refuses_what_would_overlap(full: MembershipType) -> None:
    member = MemberFactory(period__until_on=date(2024, 1, 1))
    later = start_membership(member.person, type=full, from_on=date(2025, 1, 1), actor=None)

    with pytest.raises(MemberRefused):
        correct_membership(later, data={"from_on": date(2023, 12, 31)}, actor=None)
    with pytest.raises(MemberRefused):
        correct_membership(later, data={"until_on": date(2025, 1, 1)}, actor=None)
    later.refresh_from_db()
    assert (later.from_on, later.until_on) == (date(2025, 1, 1), None)


def test_next_number_is_never_one_that_somebody_had(full: MembershipType) -> None:
    MemberFactory(number="M041", period__from_on=date(1999, 1, 1), period__until_on=date(2001, 1, 1))
    RetiredNumber.objects.create(number="M042")

    assert next_number() == "M043"
    with pytest.raises(MemberRefused, match="M042"):
        start_membership(PersonFactory(), type=full, from_on=date(2026, 1, 1), number="M042", actor=None)
    assert Member.objects.count() == 1


def test_who_left_has_one_leaving_date_and_a_seat_ends_with_the_membership_of_its_company() -> None:
    """One place computes it: erasure after years and the end of offices both count from it."""
    today = date(2026, 6, 30)
    own = MemberFactory(period__until_on=date(2025, 1, 1)).person
    company = MemberFactory(person=None, company=CompanyFactory(), period__until_on=date(2024, 7, 1))
    seat = Seat.objects.create(member=company, person=PersonFactory(), from_on=date(2020, 1, 1))
    running = MemberFactory(person=None, company=CompanyFactory())
    given_up = Seat.objects.create(
        member=running, person=PersonFactory(), from_on=date(2020, 1, 1), until_on=date(2023, 4, 1)
    )
    back = MemberFactory(period__until_on=date(2025, 1, 1))
    Membership.objects.create(member=back, type=back.periods.get().type, from_on=date(2026, 9, 1))

    assert dict(former_people(today).values_list("pk", "left_on")) == {
        own.pk: date(2025, 1, 1),
        seat.person_id: date(2024, 7, 1),
        given_up.person_id: date(2023, 4, 1),
    }
    left = with_left_on(left_people(today), today)
    assert left.get(pk=back.person_id).left_on == date(2025, 1, 1)


def test_accounts_of_those_who_left_are_those_of_the_former_people(full: MembershipType) -> None:
    today, ended = date(2026, 6, 30), date(2025, 1, 1)
    MemberFactory()
    MemberFactory(period__from_on=today + timedelta(days=1))
    MemberFactory(period__until_on=today + timedelta(days=1))
    PersonFactory()
    left = {MemberFactory(period__until_on=today).person}
    in_a_group = MemberFactory(period__until_on=ended)
    Membership.objects.create(member=in_a_group, type=full, from_on=ended, group="Junge")
    left.add(in_a_group.person)
    back = MemberFactory(period__until_on=ended)
    Membership.objects.create(member=back, type=full, from_on=date(2026, 9, 1))
    stands_for = MemberFactory(period__until_on=ended).person
    running, gone = (MemberFactory(person=None, company=CompanyFactory()) for _company in range(2))
    gone.periods.update(until_on=ended)
    for person, member in ((stands_for, running), (PersonFactory(), running), (PersonFactory(), gone)):
        seat = Seat.objects.create(member=member, person=person, from_on=date(2020, 1, 1))
    left.add(seat.person)
    comes = MemberFactory(period__until_on=ended).person
    Seat.objects.create(member=running, person=comes, from_on=date(2027, 1, 1))
    superuser = MemberFactory(period__until_on=ended, person__user__is_superuser=True).person

    accounts = set(User.objects.filter(left_by(today)))
    assert accounts == {person.user for person in left}
    assert {person.user for person in former_people(today)} == accounts | {superuser.user}
