"""Ways to sign in, and that no form tells whether an address is known."""

import re
import time
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.actions.accounts import reseal_second_factors
from members.models import Membership, MembershipType, User
from tests.factories import PASSWORD, MemberFactory, UserFactory, sign_in, user_in_group
from verein.models import LogEntry, Mail
from verein.sealed import seal, unseal

pytestmark = pytest.mark.django_db
GROUPS = ("Board", "Treasurer", "Event editors", "Editors")


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
def test_admin_leads_a_visitor_to_our_door(client: Client) -> None:
    assert client.get("/admin/pages/").url == "/konto/login/?next=%2Fadmin%2Fpages%2F"
    assert client.get("/admin/login/").url.startswith("/konto/login/")
    assert client.get("/admin/password_reset/").url.startswith("/konto/login/")


def test_admin_refuses_a_member_without_rights(member_client: Client) -> None:
    assert member_client.get("/admin/").status_code == 403


@pytest.mark.parametrize("group", GROUPS)
def test_admin_opens_only_with_a_second_factor(group: str) -> None:
    without = sign_in(Client(), user_in_group(group), second_factor=False)
    assert without.get("/admin/").url == "/konto/zweiter-faktor/?next=%2Fadmin%2F"
    assert without.get("/konto/zweiter-faktor/").status_code == 200
    assert sign_in(Client(), user_in_group(group)).get("/admin/").status_code == 200


def test_admin_asks_for_a_second_factor_that_is_set_up() -> None:
    user = user_in_group("Board")
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal("JBSWY3DPEHPK3PXP")})
    client = sign_in(Client(), user, second_factor=False)
    response = client.get("/admin/")
    assert response.url.startswith(reverse("mfa_reauthenticate"))
    client.post(response.url, {"code": totp("JBSWY3DPEHPK3PXP")})
    assert client.get("/admin/").status_code == 200


def test_a_superuser_needs_a_second_factor_too() -> None:
    client = sign_in(Client(), UserFactory(is_superuser=True), second_factor=False)
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("group", GROUPS)
def test_accounts_and_groups_in_the_admin_are_for_superusers_only(group: str) -> None:
    client = sign_in(Client(), user_in_group(group))
    for path in ("/admin/users/", "/admin/groups/"):
        assert client.get(path).status_code in {302, 403}
    assert sign_in(Client(), UserFactory(is_superuser=True)).get("/admin/users/").status_code == 200


def test_account_pages_open_for_a_member(member_client: Client) -> None:
    for name in ("account", "account_email", "account_change_password", "mfa_index", "usersessions_list"):
        assert member_client.get(reverse(name)).status_code == 200, name


def test_setting_up_a_second_factor_asks_for_the_password_first() -> None:
    client = sign_in(Client(), MemberFactory().person.user, second_factor=False)
    leads_to = client.get(reverse("mfa_activate_totp")).url
    assert leads_to.startswith("/konto/reauthenticate/")
    client.post(leads_to, {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


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


def test_admin_closes_when_the_second_factor_is_removed() -> None:
    user = user_in_group("Board")
    client = sign_in(Client(), user)
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.filter(user=user).delete()
    assert client.get("/admin/").url.startswith("/konto/zweiter-faktor/")


def test_a_recovery_code_opens_once(client: Client) -> None:
    user = user_in_group("Board")
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal("JBSWY3DPEHPK3PXP")})
    codes = RecoveryCodes.activate(user).get_unused_codes()
    for opened in (True, False):
        browser = Client()
        page = browser.post("/konto/login/", {"login": user.email, "password": PASSWORD}).url
        browser.post(page, {"code": codes[0]})
        assert ("_auth_user_id" in browser.session) is opened


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


# --- Secrets at rest -------------------------------------------------------------------------------------------------
def test_database_holds_no_secret_of_a_second_factor_in_the_clear() -> None:
    user = MemberFactory().person.user
    client = sign_in(Client(), user, second_factor=False)
    client.post(client.get(reverse("mfa_activate_totp")).url, {"password": PASSWORD})
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})

    factors = {factor.type: factor.data for factor in Authenticator.objects.filter(user=user)}

    assert set(factors) == {"totp", "recovery_codes"}
    assert secret not in str(factors)
    seed = unseal(factors["recovery_codes"]["seed"])
    assert seed not in str(factors)
    assert re.fullmatch("[0-9a-f]{80}", seed)
    browser = Client()
    response = browser.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    with time_machine.travel(time.time() + 30):  # a code opens once
        browser.post(response.url, {"code": totp(secret)})
    assert int(browser.session["_auth_user_id"]) == user.pk


def test_changed_key_opens_what_the_old_one_sealed_and_seals_it_again(settings: Any) -> None:
    user, old = MemberFactory().person.user, settings.SECRET_KEY
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal("JBSWY3DPEHPK3PXP")})
    codes = RecoveryCodes.activate(user).get_unused_codes()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key", [old]
    assert get_adapter().decrypt(Authenticator.objects.get(type="totp").data["secret"]) == "JBSWY3DPEHPK3PXP"

    assert reseal_second_factors(now=timezone.now()) == 2
    assert reseal_second_factors(now=timezone.now()) == 0

    settings.SECRET_KEY_FALLBACKS = []
    assert get_adapter().decrypt(Authenticator.objects.get(type="totp").data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert RecoveryCodes.activate(user).get_unused_codes() == codes
    assert LogEntry.objects.filter(action="members.reseal_second_factor", object_id=user.pk).count() == 2


def test_second_factor_sealed_with_a_lost_key_can_still_be_reset(settings: Any) -> None:
    user = user_in_group("Board")
    Authenticator.objects.create(user=user, type="totp", data={"secret": seal("JBSWY3DPEHPK3PXP")})
    settings.SECRET_KEY = "another-key"
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FALLBACKS"):
        get_adapter().decrypt(Authenticator.objects.get().data["secret"])

    call_command("reset_second_factor", user.email, "--yes")

    assert not Authenticator.objects.exists()
