"""Rights follow the office: on the day, by themselves, and only them."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from members.board import middleware
from members.board.actions import apply_rights, elect, end_with_membership, recall, resign, save_office_setting
from members.board.models import Term
from members.board.queries import office_groups, voters
from members.models import Membership, Person, User
from tests.factories import (
    MemberFactory,
    PersonFactory,
    TermFactory,
    UserFactory,
    grant,
    make_board,
    office_rule,
    sign_in,
    user_in_group,
)
from verein.models import LogEntry

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


def groups_of(person: Person) -> set[str]:
    assert person.user is not None
    return set(person.user.groups.values_list("name", flat=True))


def member() -> Person:
    return MemberFactory().person


def test_an_election_gives_rights_on_the_day_and_takes_them_from_the_predecessor() -> None:
    make_board()
    grant("treasurer", "Treasurer")
    old, new = member(), member()
    elect(old, office_key="treasurer", elected_on=date(2025, 3, 1), actor=None, today=TODAY)
    assert groups_of(old) == {"Treasurer"}
    elect(new, office_key="treasurer", elected_on=TODAY, from_on=date(2026, 12, 1), actor=None, today=TODAY)
    assert (groups_of(old), groups_of(new)) == ({"Treasurer"}, set())
    apply_rights(date(2026, 11, 30))
    assert (groups_of(old), groups_of(new)) == ({"Treasurer"}, set())
    assert apply_rights(date(2026, 12, 1)) == 2
    assert (groups_of(old), groups_of(new)) == (set(), {"Treasurer"})
    assert apply_rights(date(2026, 12, 1)) == 0
    assert LogEntry.objects.filter(action="board.end_rights", object_id=str(old.user_id)).exists()


def test_a_resignation_at_once_takes_the_rights_at_once() -> None:
    make_board()
    grant("chair", "Board")
    person = member()
    term = elect(person, office_key="chair", elected_on=date(2026, 3, 1), actor=None, today=TODAY)
    resign(term, until_on=TODAY, actor=None, today=TODAY)
    assert groups_of(person) == set()


def test_two_offices_give_the_rights_of_both_and_losing_one_keeps_the_other() -> None:
    make_board()
    grant("chair", "Board")
    grant("treasurer", "Board", "Treasurer")
    person = member()
    elect(person, office_key="chair", elected_on=date(2026, 3, 1), actor=None, today=TODAY)
    cashier = elect(person, office_key="treasurer", elected_on=date(2026, 3, 1), actor=None, today=TODAY)
    assert groups_of(person) == {"Board", "Treasurer"}
    recall(cashier, until_on=TODAY, actor=None, today=TODAY)
    assert groups_of(person) == {"Board"}


def test_groups_no_office_grants_stay_as_somebody_set_them_by_hand() -> None:
    make_board()
    grant("chair", "Board")
    editor, intruder = user_in_group("Editors"), user_in_group("Board")
    apply_rights(TODAY)
    assert set(editor.groups.values_list("name", flat=True)) == {"Editors"}
    assert not intruder.groups.exists()
    assert list(office_groups()) == [Group.objects.get(name="Board")]


def test_a_group_that_no_office_grants_any_more_leaves_its_holders() -> None:
    make_board()
    person = member()
    elect(person, office_key="chair", elected_on=date(2026, 3, 1), actor=None, today=TODAY)
    board = [Group.objects.get(name="Board")]
    save_office_setting("chair", data={}, groups=board, actor=None, today=TODAY)
    assert groups_of(person) == {"Board"}
    save_office_setting("chair", data={"email": "vorsitz@example.org"}, groups=[], actor=None, today=TODAY)
    assert groups_of(person) == set()


def test_whoever_leaves_the_association_leaves_the_office() -> None:
    make_board()
    grant("chair", "Board")
    person = member()
    term = elect(person, office_key="chair", elected_on=date(2026, 3, 1), actor=None, today=TODAY)
    Membership.objects.filter(member__person=person).update(until_on=date(2026, 11, 20))
    apply_rights(TODAY)
    assert groups_of(person) == set()
    assert end_with_membership(TODAY) == 1
    term.refresh_from_db()
    assert (term.until_on, term.ended_how) == (date(2026, 11, 20), Term.Ended.LEFT_ASSOCIATION)
    assert end_with_membership(TODAY) == 0


def test_an_office_that_outlives_the_membership_stays() -> None:
    make_board(office_rule("auditor", ends_with_membership=False, members_only=False))
    grant("auditor", "Treasurer")
    person, outsider = member(), PersonFactory()
    elect(person, office_key="auditor", elected_on=date(2026, 3, 1), actor=None, today=TODAY)
    Membership.objects.filter(member__person=person).update(until_on=date(2026, 11, 20))
    assert end_with_membership(TODAY) == 0
    apply_rights(TODAY)
    assert groups_of(person) == {"Treasurer"}
    assert groups_of(outsider) == set()


def test_death_ends_every_office() -> None:
    make_board(office_rule("chair", ends_with_membership=False))
    grant("chair", "Board")
    person = member()
    term = elect(person, office_key="chair", elected_on=date(2026, 3, 1), actor=None, today=TODAY)
    Person.objects.filter(pk=person.pk).update(died_on=date(2026, 11, 21))
    end_with_membership(TODAY)
    apply_rights(TODAY)
    term.refresh_from_db()
    assert (term.last_day, term.ended_how, groups_of(person)) == (date(2026, 11, 21), Term.Ended.DEATH, set())


def test_a_closed_account_has_no_rights() -> None:
    make_board()
    grant("chair", "Board")
    person = member()
    User.objects.filter(pk=person.user_id).update(is_active=False)
    elect(person, office_key="chair", elected_on=date(2026, 3, 1), actor=None, today=TODAY)
    assert groups_of(person) == set()


def test_a_term_that_ended_yesterday_gives_nothing_today_even_if_no_job_ran(client: Client) -> None:
    make_board()
    grant("chair", "Board")
    person, successor = member(), member()
    assert person.user is not None
    assert successor.user is not None
    with time_machine.travel(datetime(2026, 11, 30, 12, tzinfo=UTC), tick=False):
        middleware.applied_on.clear()
        TermFactory(person=person, from_on=date(2026, 3, 1), until_on=date(2026, 12, 1))
        TermFactory(person=successor, from_on=date(2026, 12, 1))
        assert sign_in(Client(), person.user).get("/admin/").status_code == 200
        assert sign_in(Client(), successor.user).get("/admin/").status_code == 403
    # 00:30 in Berlin is still the day before in UTC
    with time_machine.travel(datetime(2026, 11, 30, 23, 30, tzinfo=UTC), tick=False):
        assert timezone.localdate() == date(2026, 12, 1)
        assert sign_in(Client(), person.user).get("/admin/").status_code == 403
        assert sign_in(Client(), successor.user).get("/admin/").status_code == 200
    middleware.applied_on["day"] = timezone.localdate()


def test_rights_ask_for_the_second_factor_outside_the_back_office_too(client: Client) -> None:
    hidden = MemberFactory(person__listed="board").person
    user = user_in_group("Board")
    assert sign_in(Client(), user).get(f"/mitglieder/{hidden.slug}/").status_code == 200
    assert sign_in(client, user, second_factor=False).get(f"/mitglieder/{hidden.slug}/").status_code == 404
    seen = MemberFactory().person
    assert client.get(f"/mitglieder/{seen.slug}/").status_code == 200


def test_a_superuser_without_second_factor_sees_what_a_member_sees(client: Client) -> None:
    hidden = MemberFactory(person__listed="board").person
    user = PersonFactory(user=UserFactory(is_superuser=True, is_staff=True)).user
    assert sign_in(client, user, second_factor=False).get(f"/mitglieder/{hidden.slug}/").status_code != 200


def test_voters_of_a_body_are_its_people_each_once_with_all_their_offices() -> None:
    make_board(
        office_rule("chair"), office_rule("treasurer"), office_rule("adviser", body="extended", seats_max=3),
        bodies=[
            {"key": "board", "name": "Vorstand"},
            {"key": "extended", "name": "Erweiterter Vorstand", "kind": "extended_board", "includes": ["board"]},
        ],
    )  # fmt: skip
    both, adviser, former = member(), member(), member()
    TermFactory(person=both)
    TermFactory(person=both, office_key="treasurer")
    TermFactory(person=adviser, office_key="adviser")
    TermFactory(person=former, office_key="adviser", from_on=date(2020, 1, 1))
    assert [(voter.person, voter.office_keys) for voter in voters(["board"], TODAY)] == [
        (both, frozenset({"chair", "treasurer"}))
    ]
    assert [voter.person for voter in voters(["extended"], TODAY)] == [both, adviser]
    assert [voter.person for voter in voters(["treasurer"], TODAY)] == [both]
    assert voters(["general_meeting"], TODAY) == []
