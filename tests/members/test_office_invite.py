"""The office invites people to open their account: one, or all who have none."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from members.models import Person
from members.queries.invitations import invitations
from tests.factories import MemberFactory, PersonFactory, UserFactory, sign_in
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db
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


def test_invite_all_queues_a_mail_for_each(board_client: Client) -> None:
    for number in range(3):
        newcomer(f"nele{number}@example.org")
    newcomer("")

    told = board_client.post(ALL, follow=True).content.decode()

    assert "3 Einladungen sind unterwegs." in told
    assert set(Mail.objects.values_list("to", flat=True)) == {f"nele{number}@example.org" for number in range(3)}
    assert LogEntry.objects.filter(action="members.invite").count() == 3


def test_invite_all_again_names_the_earlier_invitations_and_skips_opened_accounts(board_client: Client) -> None:
    for number in range(3):
        newcomer(f"nele{number}@example.org")
    board_client.post(ALL)
    EmailAddress.objects.filter(email="nele0@example.org").update(verified=True)

    shown = page(board_client, ALL)

    assert "<strong>2 E-Mails</strong>" in shown
    assert "2 davon gehen an Personen, die schon eingeladen wurden" in shown
    assert "nele0@example.org" not in shown


def test_invite_all_of_two_with_one_address_invites_the_first(board_client: Client) -> None:
    first, second = newcomer("haus@example.org"), newcomer("Haus@example.org")

    found = {each.person: each.reason for each in invitations(date(2026, 1, 1))}
    board_client.post(ALL)

    assert found[first] == ""
    assert "Haus@example.org" in found[second]
    assert Mail.objects.get().to == "haus@example.org"


def test_invite_all_without_anybody_to_invite_has_no_button(board_client: Client) -> None:
    shown = page(board_client, ALL)
    assert "Es geht keine E-Mail hinaus" in shown
    assert "button-longrunning" not in shown


@pytest.mark.parametrize("count", [1, 30])
def test_invite_all_reads_with_two_statements(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(count):
        newcomer(f"nele{number}@example.org")
    with django_assert_num_queries(2):
        assert len(invitations(date(2026, 1, 1))) == count
