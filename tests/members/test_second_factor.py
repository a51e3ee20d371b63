"""The second factor: before /admin/, recovery, sealed in the database."""

import re
import time
from typing import Any

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.actions.accounts import reseal_second_factors
from tests.factories import PASSWORD, MemberFactory, UserFactory, sign_in, user_in_group
from tests.members.test_sign_in import totp
from verein.models import LogEntry
from verein.sealed import seal, unseal

pytestmark = pytest.mark.django_db


GROUPS = ("Board", "Treasurer", "Event editors", "Editors")


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


def test_setting_up_a_second_factor_asks_for_the_password_first() -> None:
    client = sign_in(Client(), MemberFactory().person.user, second_factor=False)
    leads_to = client.get(reverse("mfa_activate_totp")).url
    assert leads_to.startswith("/konto/reauthenticate/")
    client.post(leads_to, {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


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
