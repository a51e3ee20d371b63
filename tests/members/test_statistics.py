"""Statistics: members over time, who came and went why, types, industries, years of membership."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from members.actions.membership import change_type, end_membership
from members.models import EndReason, MembershipType, StartReason, Trade
from members.queries.statistics import Chart, statistics_on
from tests.factories import CompanyFactory, MemberFactory, complete_association

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)


def rows(chart: Chart) -> dict[str, int]:
    return {bar.label: bar.value for bar in chart.bars if bar.value}


def test_statistics_count_members_over_time() -> None:
    MemberFactory(period__from_on=date(2023, 5, 1), period__until_on=date(2026, 1, 1))
    MemberFactory(period__from_on=date(2025, 12, 31))

    found = statistics_on(DAY)

    assert rows(found.over_time) == {"2023": 1, "2024": 1, "2025": 2, "heute": 1}
    assert found.members == 1
    assert [bar.share for bar in found.over_time.bars] == [500, 500, 1000, 500]


def test_statistics_tell_joined_and_left_by_reason_and_a_changed_type_is_neither() -> None:
    honorary = MembershipType.objects.create(key="honorary", name="Ehrenmitglied")
    member = MemberFactory(period__from_on=date(2024, 1, 1))
    change_type(
        member.periods.get(), type=honorary, from_on=date(2025, 1, 1), start_reason=StartReason.HONOURED, actor=None
    )
    leaver = MemberFactory(period__from_on=date(2024, 1, 1)).periods.get()
    end_membership(leaver, last_day=date(2026, 5, 31), reason=EndReason.NOTICE, actor=None)

    found = statistics_on(DAY)

    assert rows(found.joined) == {"aufgenommen": 2}
    assert rows(found.left) == {"Kündigung durch das Mitglied": 1}
    assert rows(found.types) == {"Ehrenmitglied": 1}


def test_statistics_tell_industries_and_years_of_membership_without_a_break() -> None:
    trade = Trade.objects.create(name="Optik", slug="optik")
    member = MemberFactory(person__trade=trade, period__from_on=date(2010, 1, 1))
    change_type(
        member.periods.get(),
        type=MembershipType.objects.create(key="x", name="X"),
        from_on=date(2026, 1, 1),
        actor=None,
    )
    MemberFactory(person=None, company=CompanyFactory(trade=trade), period__from_on=date(2026, 1, 1))
    MemberFactory(person__trade=None, period__from_on=date(2024, 1, 1))

    found = statistics_on(DAY)

    assert rows(found.trades) == {"Optik": 2, "nicht angegeben": 1}
    assert rows(found.ages) == {"unter 1 Jahr": 1, "1 bis unter 3 Jahre": 1, "15 bis unter 25 Jahre": 1}


@pytest.mark.parametrize("count", [1, 30])
def test_statistics_ask_one_question(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _n in range(count):
        MemberFactory()
    with django_assert_num_queries(1):
        assert statistics_on(DAY).members == count


def test_statistics_of_nobody_are_empty_and_the_page_opens(board_client: Client) -> None:
    assert statistics_on(date(1990, 1, 1)).members == 0
    page = board_client.get(reverse("office_statistics")).content.decode()
    assert "<svg" in page
    assert '<th scope="row">heute</th>' in page


def test_statistics_are_public_only_when_the_board_wants_it(client: Client) -> None:
    MemberFactory()
    assert client.get("/mitglieder/zahlen/").status_code == 404
    assert "/mitglieder/zahlen/" not in client.get("/mitglieder/").content.decode()
    complete_association(show_statistics=True)

    page = client.get("/mitglieder/zahlen/").content.decode()
    assert "<table>" in page
    assert "Kündigung" not in page
    assert "Ausgetreten" not in page
    assert "/mitglieder/zahlen/" in client.get("/mitglieder/").content.decode()


def test_office_statistics_are_closed_to_members(member_client: Client) -> None:
    assert member_client.get(reverse("office_statistics")).status_code in {302, 403}
