"""The office invites people to open their account: one, or all who have none."""

from datetime import date, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries

from members.actions.accounts import invite, invite_all
from members.models import Person
from members.queries.invitations import invitations
from tests.factories import MemberFactory, PersonFactory, UserFactory, sign_in
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_queue() -> None:
    default_task_backend.clear()


ALL = "/admin/mitglieder-einladen/"


def newcomer(email: str = "nele@example.org", **kwargs: object) -> Person:
    return MemberFactory(person=PersonFactory(user=None, email=email), **kwargs).person


def invite_url(person: Person) -> str:
    return reverse("office_invite", args=[person.pk])


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def inspect(person: Person) -> str:
    return reverse("office_people:inspect", args=[person.pk])


# --- Who may ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("fixture", ["treasurer_client", "event_editor_client", "editor_client", "member_client"])
def test_inviting_is_closed_to_everybody_but_the_board(request: pytest.FixtureRequest, fixture: str) -> None:
    client, person = request.getfixturevalue(fixture), newcomer()

    for response in (client.post(invite_url(person)), client.get(ALL), client.post(ALL)):
        assert response.status_code in {302, 403}
    assert not Mail.objects.exists()
    person.refresh_from_db()
    assert person.user is None


def test_inviting_is_closed_to_strangers_and_former_members(client: Client) -> None:
    person = newcomer()
    for _who in ("stranger", "former member"):
        assert client.post(invite_url(person)).status_code in {302, 403}
        assert client.get(ALL).status_code in {302, 403}
        assert client.post(ALL).status_code in {302, 403}
        sign_in(client, MemberFactory(period__until_on=date(2025, 1, 1)).person.user)
    assert not Mail.objects.exists()


def test_treasurer_sees_no_button_to_invite(treasurer_client: Client) -> None:
    assert "/einladen/" not in page(treasurer_client, inspect(newcomer()))
    assert ALL not in page(treasurer_client, reverse("office_people:index"))


def test_invite_one_wants_a_post(board_client: Client) -> None:
    assert board_client.get(invite_url(newcomer())).status_code == 405
    assert not Mail.objects.exists()


# --- One -------------------------------------------------------------------------------------------------------------
def test_invite_one_sends_a_mail_and_says_so(board_client: Client) -> None:
    person = newcomer()
    assert f'action="{invite_url(person)}"' in page(board_client, inspect(person))

    told = board_client.post(invite_url(person), follow=True).content.decode()

    assert "Die Einladung an nele@example.org ist unterwegs." in told
    assert "Erneut einladen" in told
    assert Mail.objects.get(kind="members/mail/invitation").to == "nele@example.org"
    assert LogEntry.objects.get(action="members.invite").actor == board_client.user


def test_invite_one_is_refused_with_the_reason(board_client: Client) -> None:
    person = newcomer("")

    told = board_client.post(invite_url(person), follow=True).content.decode()

    assert f"Für {person.name} ist keine E-Mail-Adresse hinterlegt." in told
    assert not Mail.objects.exists()


@pytest.mark.parametrize("who", ["no address", "former", "opened", "taken"])
def test_invite_button_is_hidden_where_the_rule_says_no(board_client: Client, who: str) -> None:
    person = {
        "no address": lambda: newcomer(""),
        "former": lambda: newcomer(period__until_on=date(2025, 1, 1)),
        "opened": lambda: MemberFactory().person,
        "taken": lambda: newcomer(UserFactory().email),
    }[who]()

    assert invite_url(person) not in page(board_client, inspect(person))


# --- All -------------------------------------------------------------------------------------------------------------
def test_invite_all_says_first_how_many_mails_go_out_and_who_gets_none(board_client: Client) -> None:
    for number in range(3):
        newcomer(f"nele{number}@example.org")
    without = newcomer("")
    former = newcomer("weg@example.org", period__until_on=date(2025, 1, 1))
    opened = MemberFactory().person
    assert ALL in page(board_client, reverse("office_people:index"))

    shown = page(board_client, ALL)

    assert "<strong>3 E-Mails</strong>" in shown
    assert f"Für {without.name} ist keine E-Mail-Adresse hinterlegt." in shown
    assert former.name not in shown
    assert opened.name not in shown
    assert not Mail.objects.exists()


def work() -> int:
    """What a worker would do: run the queued tasks; returns how many mails they sent."""
    results, before = list(default_task_backend.results), Mail.objects.count()
    default_task_backend.clear()
    for result in results:
        if result.task == invite_all:
            result.task.call(*result.args)
    return Mail.objects.count() - before


def test_invite_all_is_done_by_the_queue_and_the_page_says_how_far_it_is(board_client: Client) -> None:
    for number in range(3):
        newcomer(f"nele{number}@example.org")
    newcomer("")

    told = board_client.post(ALL, follow=True).content.decode()

    assert "Die Einladungen stehen in der Warteschlange." in told
    assert not Mail.objects.exists()
    assert work() == 3
    assert set(Mail.objects.values_list("to", flat=True)) == {f"nele{number}@example.org" for number in range(3)}
    assert set(LogEntry.objects.filter(action="members.invite").values_list("actor", flat=True)) == {
        board_client.user.pk
    }
    assert "<strong>3 Einladungen</strong> wurden in den letzten 24 Stunden versandt" in page(board_client, ALL)


def test_invite_all_at_work_shows_what_is_sent_and_what_is_left_and_no_button(board_client: Client) -> None:
    sent, _left = newcomer("eins@example.org"), newcomer("zwei@example.org")
    invite(sent, actor=None, now=timezone.now())
    DBTaskResult.objects.create(
        args_kwargs={}, task_path=invite_all.module_path, backend_name="default", run_after=timezone.now()
    )

    shown = page(board_client, ALL)
    board_client.post(ALL)

    assert "Innerhalb von 24 Stunden versandt: <strong>1</strong>, noch ausstehend: <strong>1</strong>" in shown
    assert "button-longrunning" not in shown
    assert not [result for result in default_task_backend.results if result.task == invite_all]


def test_invite_all_run_twice_sends_nobody_a_second_mail_until_the_next_day(board_client: Client) -> None:
    for number in range(3):
        newcomer(f"nele{number}@example.org")
    for expected in (3, 0):
        board_client.post(ALL)
        assert work() == expected
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert invite_all.call(board_client.user.pk) == 3


def test_invite_all_goes_on_after_it_was_killed(board_client: Client) -> None:
    people = [newcomer(f"nele{number}@example.org") for number in range(3)]
    invite(people[1], actor=None, now=timezone.now())
    board_client.post(ALL)
    assert work() == 2
    assert Mail.objects.count() == 3


def test_invite_all_on_the_next_day_names_the_earlier_invitations_and_skips_opened_accounts(
    board_client: Client,
) -> None:
    for number in range(3):
        invite(newcomer(f"nele{number}@example.org"), actor=None, now=timezone.now() - timedelta(days=2))
    EmailAddress.objects.filter(email="nele0@example.org").update(verified=True)

    shown = page(board_client, ALL)

    assert "<strong>2 E-Mails</strong>" in shown
    assert "2 davon gehen an Personen, die schon eingeladen wurden" in shown
    assert "nele0@example.org" not in shown


def test_invite_all_of_two_with_one_address_invites_the_first(board_client: Client) -> None:
    first, second = newcomer("haus@example.org"), newcomer("Haus@example.org")

    found = {each.person: each.reason for each in invitations(timezone.now())}
    board_client.post(ALL)
    work()

    assert found[first] == ""
    assert "Haus@example.org" in found[second]
    assert Mail.objects.get().to == "haus@example.org"


def test_invite_all_without_anybody_to_invite_has_no_button(board_client: Client) -> None:
    shown = page(board_client, ALL)
    assert "Es geht keine E-Mail hinaus" in shown
    assert "button-longrunning" not in shown


@pytest.mark.parametrize("count", [1, 30])
def test_invite_all_costs_the_same_for_one_and_thirty(
    board_client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        newcomer(f"nele{number}@example.org")
    with django_assert_num_queries(3):
        assert len(invitations(timezone.now())) == count
    board_client.get(ALL)
    with django_assert_num_queries(ASKED):
        board_client.post(ALL)


ASKED = 9
