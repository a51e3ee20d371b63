"""Lets nobody into the back office without rights and a second factor (Wagtail's own sign-in knows neither)."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from members.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]


def second_factor(get_response: GetResponse) -> GetResponse:
    """`/admin/` opens for a session in which a code or a passkey was given; a passkey alone counts as both factors.

    A visitor is led to sign in, a member without rights gets 403, who has rights but no second factor is led to set
    one up, who has one is asked for it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/"):
            if not request.user.is_authenticated:
                return _lead("account_login", request)
            if not request.user.has_perm("wagtailadmin.access_admin"):
                raise PermissionDenied
            if not is_mfa_enabled(request.user):
                return _lead("second_factor_needed", request)
            if not gave_second_factor(request):
                return _lead(_question(request.user), request)
        return get_response(request)

    return middleware


def gave_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed later, with a code, a recovery code or a passkey."""
    user = request.user if request.user.is_authenticated else None
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def _question(user: User) -> str:
    """Where allauth asks for the factor `user` has; codes and recovery codes share a page."""
    return "mfa_reauthenticate" if is_mfa_enabled(user, [Authenticator.Type.TOTP]) else "mfa_reauthenticate_webauthn"


def _lead(name: str, request: HttpRequest) -> HttpResponse:
    target = request.get_full_path() if request.method == "GET" else "/admin/"
    return redirect(f"{reverse(name)}?{urlencode({'next': target})}")
