"""Ways to sign in, and that no form tells whether an address is known."""

import re
import time
from datetime import UTC, date, datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from members.models import Membership, MembershipType, User
from tests.factories import PASSWORD, MemberFactory, UserFactory, sign_in, user_in_group
from verein.models import Mail
from verein.sealed import seal

pytestmark = pytest.mark.django_db


def totp(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_sign_in_with_a_code_from_the_mail(client: Client) -> None:
    user = MemberFactory().person.user
    response = client.post("/konto/login/code/", {"email": user.email})
    mail = Mail.objects.get()
    code = re.search(r"\n([A-Z0-9-]{6,})\n", mail.text)[1]
    client.post(response.url, {"code": code})
    assert int(client.session["_auth_user_id"]) == user.pk


def test_sign_in_with_a_password(client: Client) -> None:
    user = MemberFactory().person.user
    response = client.post("/konto/login/", {"login": user.email.upper(), "password": PASSWORD})
    assert response.url == "/mein/"


def test_sign_in_with_password_and_code_of_the_app(client: Client) -> None:
    user = user_in_group("Board")
    secret = "JBSWY3DPEHPK3PXP"
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal(secret)})
    response = client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    assert response.url == "/konto/2fa/authenticate/"
    assert client.get("/admin/").url.startswith("/konto/login/")
    client.post(response.url, {"code": totp(secret)})
    assert client.get("/admin/").status_code == 200


def test_a_deactivated_account_does_not_get_in(client: Client) -> None:
    user = UserFactory(is_active=False)
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_sign_up_is_closed(client: Client) -> None:
    page = client.post("/konto/signup/", {"email": "neu@example.org", "password1": PASSWORD})
    assert "Mitglied werden" in page.content.decode()
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("path", "field"),
    [("/konto/login/code/", "email"), ("/konto/password/reset/", "email"), ("/konto/login/", "login")],
)
def test_no_form_tells_whether_an_address_is_known(path: str, field: str) -> None:
    known = MemberFactory().person.user.email
    answers = []
    for address in (known, "nobody@example.org"):
        client = Client()
        response = client.post(path, {field: address, "password": "wrong"}, follow=True)
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
        answers.append((response.status_code, [url for url, _ in response.redirect_chain], text.replace(address, "")))
    assert answers[0] == answers[1]


def test_the_mail_tells_an_unknown_address_the_truth(client: Client) -> None:
    client.post("/konto/login/code/", {"email": "nobody@example.org"})
    mail = Mail.objects.get()
    assert mail.to == "nobody@example.org"
    assert "kein Konto" in mail.text
    assert "<html" in mail.html


def test_wrong_passwords_are_limited(client: Client) -> None:
    user = UserFactory()
    for _try in range(6):
        client.post("/konto/login/", {"login": user.email, "password": "wrong"})
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_wrong_codes_are_limited(client: Client) -> None:
    user = UserFactory()
    page = client.post("/konto/login/code/", {"email": user.email}).url
    code = re.search(r"\n([A-Z0-9-]{6,})\n", Mail.objects.get().text)[1]
    for _try in range(4):
        client.post(page, {"code": "AAAAAA"})
    client.post(page, {"code": code})
    assert "_auth_user_id" not in client.session


# --- The second factor before /admin/ --------------------------------------------------------------------------------


def test_account_pages_open_for_a_member(member_client: Client) -> None:
    for name in ("account", "account_email", "account_change_password", "mfa_index", "usersessions_list"):
        assert member_client.get(reverse(name)).status_code == 200, name


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/password_reset/", "/admin/password_reset/done/"])
def test_wagtails_own_doors_lead_to_ours_when_signed_in(board_client: Client, path: str) -> None:
    assert board_client.get(path).url.startswith("/konto/login/")


@pytest.mark.parametrize("path", ["/konto/logout/", "/konto/password/change/", "/konto/email/", "/konto/2fa/"])
def test_account_pages_say_sie(member_client: Client, path: str) -> None:
    text = re.sub(r"<[^>]+>", " ", member_client.get(path).content.decode())
    assert not re.search(r"\b([Dd]u|[Dd]ir|[Dd]ich|[Dd]ein\w*|[Gg]ib)\b", text)


@pytest.mark.parametrize("path", ["/konto/login/", "/konto/password/reset/", "/konto/password/reset/done/"])
def test_sign_in_pages_say_sie(client: Client, path: str) -> None:
    text = re.sub(r"<[^>]+>", " ", client.get(path).content.decode())
    assert not re.search(r"\b([Dd]u|[Dd]ir|[Dd]ich|[Dd]ein\w*|[Gg]ib)\b", text)


def test_other_sessions_can_be_ended() -> None:
    user = MemberFactory().person.user
    here, there = Client(), Client()
    for browser in (here, there):
        browser.post("/konto/login/", {"login": user.email, "password": PASSWORD})
        assert browser.get("/konto/sessions/").status_code == 200
    here.post("/konto/sessions/")
    assert here.get("/konto/").status_code == 200
    assert there.get("/konto/").status_code == 302


def test_code_mails_are_limited(client: Client) -> None:
    user = UserFactory()
    for _try in range(6):
        Client().post("/konto/login/code/", {"email": user.email})
    assert Mail.objects.count() == 3


def test_a_former_member_is_told_at_sign_in_that_the_access_has_ended() -> None:
    user = MemberFactory(period__until_on=date(2025, 1, 1)).person.user
    client = Client()
    response = client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    assert response.status_code == 403
    assert "Ihr Zugang ist beendet" in response.content.decode()
    assert client.get("/konto/")["Location"].startswith("/konto/login/")


def test_a_former_member_with_a_wrong_password_learns_nothing() -> None:
    user = MemberFactory(period__until_on=date(2025, 1, 1)).person.user
    known, unknown = (
        Client().post("/konto/login/", {"login": address, "password": "falsch"}).content.decode()
        for address in (user.email, "niemand@example.org")
    )
    assert "Ihr Zugang ist beendet" not in known
    assert ("E-Mail-Adresse" in known) == ("E-Mail-Adresse" in unknown)


def test_access_ends_at_midnight_in_berlin_in_a_running_session() -> None:
    user = MemberFactory(period__until_on=date(2026, 12, 1)).person.user
    with time_machine.travel(datetime(2026, 11, 30, 22, 59, tzinfo=UTC), tick=False):
        client = sign_in(Client(), user, second_factor=False)
        assert client.get("/mein/").status_code == 200
    with time_machine.travel(datetime(2026, 11, 30, 23, 0, tzinfo=UTC), tick=False):
        assert client.get("/mein/")["Location"].startswith("/konto/login/")


def test_whoever_joins_again_has_access_again() -> None:
    member = MemberFactory(period__until_on=date(2025, 1, 1))
    client = sign_in(Client(), member.person.user, second_factor=False)
    assert client.get("/mein/").status_code == 302
    Membership.objects.create(member=member, type=MembershipType.objects.get(), from_on=date(2026, 1, 1))
    assert sign_in(Client(), member.person.user, second_factor=False).get("/mein/").status_code == 200


def test_a_superuser_never_leaves_and_an_account_that_was_never_a_member_stays() -> None:
    admin = MemberFactory(period__until_on=date(2025, 1, 1)).person.user
    admin.is_superuser = True
    admin.save()
    for user in (admin, UserFactory()):
        assert sign_in(Client(), user, second_factor=False).get("/mein/").status_code == 200


def test_changing_to_a_known_address_looks_like_changing_to_a_new_one() -> None:
    known = UserFactory().email
    answers = []
    for address in (known, "frei@example.org"):
        client = sign_in(Client(), UserFactory(email="wechsel@example.org"), second_factor=False)
        response = client.post("/konto/email/", {"action_add": "", "email": address}, follow=True)
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
        answers.append((response.status_code, text.replace(address, "")))
        User.objects.filter(email="wechsel@example.org").delete()
    assert answers[0] == answers[1]
