"""Invitations, addresses and second factors of accounts."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from members.actions.accounts import follow_new_address, invite
from members.actions.refusal import MemberRefused
from members.models import Person, User
from tests.factories import PASSWORD, MemberFactory, PersonFactory, UserFactory, sign_in, user_in_group
from verein.models import LogEntry, Mail

pytestmark = pytest.mark.django_db


def newcomer(email: str = "nele@example.org", **kwargs: object) -> Person:
    return MemberFactory(person=PersonFactory(user=None, email=email), **kwargs).person


def link_in(mail: Mail) -> str:
    return re.search(r"https?://[^/]+(/\S+)", mail.text)[1]


def test_invite_makes_an_account_and_one_mail() -> None:
    person = newcomer()
    user = invite(person, actor=None, now=timezone.now())
    person.refresh_from_db()
    assert (person.user, user.has_usable_password()) == (user, False)
    mail = Mail.objects.get()
    assert (mail.to, mail.kind) == ("nele@example.org", "members/mail/invitation")
    assert "/konto/einladung/" in mail.text
    assert LogEntry.objects.get().action == "members.invite"


def test_invite_again_sends_another_link_and_no_second_account() -> None:
    person = newcomer()
    first = invite(person, actor=None, now=timezone.now())
    assert invite(person, actor=None, now=timezone.now()) == first
    assert Mail.objects.count() == 2


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (lambda: newcomer(""), "keine E-Mail-Adresse"),
        (lambda: newcomer(period__until_on=date(2025, 1, 1)), "zurzeit kein Mitglied"),
        (lambda: MemberFactory().person, "bereits ein Konto"),
        (lambda: newcomer(UserFactory(email="taken@example.org").email.upper()), "jemand anderes"),
    ],
)
def test_invite_refuses_with_a_reason(person: Callable[[], Person], reason: str) -> None:
    with pytest.raises(MemberRefused, match=reason):
        invite(person(), actor=None, now=timezone.now())
    assert not Mail.objects.exists()


def test_accept_invitation_signs_in_once(client: Client) -> None:
    person = newcomer()
    invite(person, actor=None, now=timezone.now())
    url = link_in(Mail.objects.get())
    page = client.get(url)
    assert page["Referrer-Policy"] == "no-referrer"
    assert not EmailAddress.objects.filter(verified=True, user=person.user_id).exists()
    response = client.post(url, {"password": ""})
    assert response.url == "/mein/profil/"
    assert "_auth_user_id" in client.session
    again = Client().post(url, {"password": ""})
    assert again.status_code == 200
    assert "bereits benutzt" in again.content.decode()


def test_accept_invitation_with_a_password(client: Client) -> None:
    invite(newcomer(), actor=None, now=timezone.now())
    url = link_in(Mail.objects.get())
    assert "zu üblich" in client.post(url, {"password": "password"}).content.decode()
    client.post(url, {"password": "Kaffee am Stadtwall"})
    assert User.objects.get().check_password("Kaffee am Stadtwall")


def test_accept_invitation_after_two_weeks_is_too_late(client: Client) -> None:
    invite(newcomer(), actor=None, now=timezone.now())
    url = link_in(Mail.objects.get())
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert client.get(url).status_code == 410
    assert client.get("/konto/einladung/forged/").status_code == 410


def test_follow_new_address_keeps_account_and_person_in_step() -> None:
    person = MemberFactory().person
    follow_new_address(person.user, email="Neu@example.org", now=timezone.now())
    person.refresh_from_db()
    assert (person.email, person.user.email) == ("neu@example.org", "neu@example.org")


def test_change_of_the_own_address_asks_the_new_one_and_tells_the_old(client: Client) -> None:
    person = MemberFactory().person
    old = person.email
    sign_in(client, person.user)
    client.post("/konto/email/", {"action_add": "", "email": "neu@example.org"})
    person.refresh_from_db()
    assert person.email == old
    confirmation = Mail.objects.get(to="neu@example.org")
    client.post(link_in(confirmation))
    person.refresh_from_db()
    assert (person.email, User.objects.get(pk=person.user_id).email) == ("neu@example.org", "neu@example.org")
    assert Mail.objects.filter(to=old).exists()


def test_reset_second_factor_removes_all_and_tells_the_owner() -> None:
    user = user_in_group("Board")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    call_command("reset_second_factor", user.email, "--yes")
    assert not Authenticator.objects.exists()
    assert Mail.objects.get().to == user.email
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "nobody@example.org", "--yes")


def test_invite_after_a_corrected_address_goes_to_the_new_one_and_closes_the_old_link(client: Client) -> None:
    person = newcomer("typo@example.org")
    invite(person, actor=None, now=timezone.now())
    old_link = link_in(Mail.objects.get())
    Person.objects.filter(pk=person.pk).update(email="nele@example.org")
    invite(person, actor=None, now=timezone.now())
    mail = Mail.objects.latest("pk")
    assert mail.to == "nele@example.org"
    assert client.post(old_link, {"password": ""}).status_code == 410
    client.post(link_in(mail), {"password": ""})
    assert EmailAddress.objects.get(verified=True).email == "nele@example.org"


def test_invite_counts_the_day_in_berlin() -> None:
    with time_machine.travel(datetime(2026, 6, 1, 22, 30, tzinfo=UTC)):  # 2 June, 0:30 there
        person = newcomer(period__from_on=date(2026, 6, 2))
        assert invite(person, actor=None, now=timezone.now())


def test_reset_second_factor_ends_the_sessions() -> None:
    user = user_in_group("Board")
    client = Client()
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    call_command("reset_second_factor", user.email, "--yes")
    assert "_auth_user_id" not in client.session


def test_an_address_of_another_account_is_not_taken_over(client: Client) -> None:
    invite(newcomer("invited@example.org"), actor=None, now=timezone.now())
    Mail.objects.all().delete()
    user = sign_in(client, MemberFactory().person.user).user
    client.post("/konto/email/", {"action_add": "", "email": "invited@example.org"})
    confirmation = Mail.objects.get(text__contains="/konto/confirm-email/")
    assert client.post(link_in(confirmation)).status_code == 302
    assert User.objects.get(pk=user.pk).email == user.email
