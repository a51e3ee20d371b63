"""What changes within a year of dues: who leaves and comes back, and whose class or agreement becomes another one."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from members.billing.models import Invoice
from members.dues.actions.charging import charge_member
from members.dues.models import Circumstance, FeeRegulations
from members.dues.queries.planning import members_to_look_at, proposals
from members.models import Member, Membership
from tests.factories import MemberFactory, complete_association

TODAY = date(2026, 9, 5)
FEES: list[dict[str, Any]] = [
    {"key": "large", "name": "Großbetrieb", "when": {"classes": "large"}, "cents": 24000},
    {"key": "small", "name": "Kleinbetrieb", "cents": 12000, "or_agreed": True},
]
SIZES = {"key": "size", "name": "Größe", "classes": [{"key": key, "name": key} for key in ("small", "large")]}
pytestmark = pytest.mark.django_db


def regulate(**rules: Any) -> None:
    complete_association()
    FeeRegulations.objects.create(
        rules={"fees": FEES, "classifications": SIZES, **rules},
        decided_on=date(2019, 12, 1),
        effective_on=date(2020, 1, 1),
    )


def total(member: Member, year: int = 2026) -> int:
    return proposals([member], date(year, 1, 1), today=TODAY)[0].assessment.total_cents


@pytest.mark.parametrize(("leaving", "cents"), [("full", 12000), ("months", 7000)])
def test_who_leaves_and_comes_back_owes_both_times_and_never_more_than_the_year(leaving: str, cents: int) -> None:
    regulate(joining={"by": "months"}, leaving={"by": leaving}, admission_fees={"cents": 3000, "again": True})
    member = MemberFactory(period__from_on=date(2015, 1, 1), period__until_on=date(2026, 4, 1))
    gone = Membership.objects.get(member=member)
    before = total(member)
    Membership.objects.create(member=member, type=gone.type, from_on=date(2026, 9, 1))
    assert (before, total(member)) == (12000 if leaving == "full" else 3000, cents + 3000)
    assert total(member, 2027) == 12000


def test_class_and_agreement_of_the_years_first_day_count_for_all_of_it() -> None:
    regulate()
    member = MemberFactory(period__from_on=date(2015, 1, 1))
    facts: dict[str, Any] = {"member": member, "kind": "class"}
    Circumstance.objects.create(**facts, key="small", from_on=date(2020, 1, 1), until_on=date(2026, 7, 1))
    Circumstance.objects.create(**facts, key="large", from_on=date(2026, 7, 1), until_on=date(2027, 7, 1))
    Circumstance.objects.create(**facts, key="small", from_on=date(2027, 7, 1))
    assert [total(member, year) for year in (2026, 2027, 2028)] == [12000, 24000, 12000]
    agreed: dict[str, Any] = {"member": member, "kind": "agreed", "key": "small"}
    Circumstance.objects.create(**agreed, cents=9000, from_on=date(2025, 1, 1), until_on=date(2026, 7, 1))
    Circumstance.objects.create(**agreed, cents=8000, from_on=date(2026, 7, 1))
    assert [total(member, year) for year in (2026, 2028)] == [9000, 8000]


def test_first_class_entered_within_a_year_counts_for_it() -> None:
    regulate()
    member = MemberFactory(period__from_on=date(2015, 1, 1))
    Circumstance.objects.create(member=member, kind="class", key="large", from_on=date(2026, 3, 1))
    assert total(member) == 24000


def test_feature_counts_from_the_next_year_relief_and_grant_by_months() -> None:
    """A feature that begins in December does not change what was charged in January; of a newcomer it counts."""
    off: dict[str, Any] = {"percent_off": 50, "name": "halb"}
    regulate(
        traits={"key": "far", "name": "außerhalb"},
        reductions=[{"key": "far", "when": {"traits": "far"}, **off}, {"key": "care", "proof": "yes", **off}],
    )
    old, new = (MemberFactory(period__from_on=date(year, 1, 1)) for year in (2015, 2026))
    for member in (old, new):
        Circumstance.objects.create(member=member, kind="trait", key="far", from_on=date(2026, 12, 1))
    assert [total(old), total(old, 2027), total(new)] == [12000, 6000, 6000]

    carer, poor = (MemberFactory(period__from_on=date(2015, 1, 1)) for _each in range(2))
    half = {"from_on": date(2026, 1, 1), "until_on": date(2026, 7, 1)}
    Circumstance.objects.create(member=carer, kind="reduction", key="care", **half)
    Circumstance.objects.create(member=poor, kind="percent_off", percent=100, reason="Brand", **half)
    assert [total(carer), total(poor), total(carer, 2027), total(poor, 2027)] == [9000, 6000, 12000, 12000]


def charged(day: date = date(2026, 1, 1), joined_on: date = date(2015, 1, 1)) -> Member:
    """A member who is charged for the year of `day`."""
    address = {"person__street": "Hauptstraße 1", "person__postcode": "48999", "person__city": "Emsbogen"}
    member: Member = MemberFactory(period__from_on=joined_on, **address)
    now = datetime(2026, 9, 5, 9, tzinfo=UTC)
    charge_member(member, day, digest=proposals([member], day, today=TODAY)[0].digest, actor=None, now=now)
    return member


def test_who_is_charged_already_stays_so_where_the_address_is_lost_later() -> None:
    regulate()
    member, day = charged(), date(2026, 1, 1)
    member.person.street = ""
    member.person.save()
    again = proposals([Member.objects.get(pk=member.pk)], day, today=TODAY)[0]
    assert (again.step, again.notes) == ("same", ())


@pytest.mark.parametrize("until", [date(2020, 1, 1), None])
def test_who_was_charged_and_turns_out_to_be_no_member_is_looked_at_and_cancelled(until: date | None) -> None:
    """The membership ended years ago, or was entered by mistake and is gone."""
    regulate()
    member, day = charged(), date(2026, 1, 1)
    if until:
        Membership.objects.filter(member=member).update(until_on=until)
    else:
        Membership.objects.filter(member=member).delete()
    found = list(members_to_look_at(day))
    assert found == [member]
    assert [each.step for each in proposals(found, day, today=TODAY)] == ["cancel"]
    assert not members_to_look_at(date(2030, 1, 1)).exists()


@pytest.mark.parametrize(("corrected", "step", "cents"), [(date(2026, 2, 10), "same", 12000), (None, "cancel", 0)])
def test_own_year_whose_first_day_is_corrected_is_not_charged_twice(
    corrected: date | None, step: str, cents: int
) -> None:
    regulate(year="membership")
    day = date(2026, 8, 1)
    member = charged(day, joined_on=date(2026, 2, 15))
    periods = Membership.objects.filter(member=member)
    periods.update(from_on=corrected) if corrected else periods.delete()

    found = proposals([member], day, today=TODAY)[0]
    assert (found.step, found.charged) == (step, Invoice.objects.get())
    assert found.assessment.total_cents == cents
    if corrected:  # the next year is another one
        assert proposals([member], date(2027, 2, 12), today=TODAY)[0].step == "issue"


def test_own_year_of_who_comes_back_is_charged_beside_the_one_before() -> None:
    regulate(year="membership")
    member = charged(date(2026, 3, 1), joined_on=date(2026, 2, 15))
    Membership.objects.filter(member=member).update(until_on=date(2026, 5, 1))
    Membership.objects.create(member=member, type=Membership.objects.get().type, from_on=date(2026, 7, 1))

    found = proposals([member], date(2026, 8, 1), today=TODAY)[0]
    assert (found.step, found.charged) == ("issue", None)
