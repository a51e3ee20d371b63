"""The demo's helpers: current codes of the second factors, and every mail as it would arrive."""

import io
import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from csp.constants import NONE, SELF
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from verein.models import Mail, MailAttachment

from .accounts import DEMO_ACCOUNTS, PASSWORD

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse | FileResponse]
LOOPBACK = {"127.0.0.1", "::1"}
PAGE_SIZE = 50


def this_machine_only(view: View[P]) -> View[P]:
    """404 for anybody else: these pages show codes and mails without asking who looks."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse | FileResponse:
        direct = "HTTP_X_FORWARDED_FOR" not in request.META and "HTTP_FORWARDED" not in request.META
        if not settings.SANDBOX or not direct or request.META.get("REMOTE_ADDR") not in LOOPBACK:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(require_safe(wrapped))


@this_machine_only
def accounts(request: HttpRequest) -> HttpResponse:
    now = int(time.time())
    counter, period = now // mfa_settings.TOTP_PERIOD, mfa_settings.TOTP_PERIOD
    rows = [
        {
            "account": account,
            "code": format_hotp_value(hotp_value(account.totp_secret, counter)) if account.totp_secret else "",
        }
        for account in DEMO_ACCOUNTS
    ]
    left = period - now % period
    return render(request, "sandbox/accounts.html", {"rows": rows, "password": PASSWORD, "seconds_left": left})


@this_machine_only
def mails(request: HttpRequest) -> HttpResponse:
    newest = Mail.objects.order_by("-created_at", "-pk")
    if to := request.GET.get("an", "").strip():
        newest = newest.filter(to__icontains=to)
    page = Paginator(newest, PAGE_SIZE).get_page(request.GET.get("seite"))
    return render(request, "sandbox/mails.html", {"mails": page, "to": to})


@this_machine_only
@csp_update({"frame-src": [SELF]})  # type: ignore[untyped-decorator, unused-ignore]
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Mail, pk=pk)
    return render(request, "sandbox/mail.html", {"mail": message, "attachments": message.attachments.all()})


@this_machine_only
@csp_replace(  # type: ignore[untyped-decorator, unused-ignore]
    {
        "default-src": [NONE],
        "script-src": None,
        "connect-src": None,
        "style-src": ["'unsafe-inline'"],  # mails know no other styles
        "img-src": ["data:"],
        "form-action": [NONE],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-top-navigation-by-user-activation"],
    }
)
def mail_html(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part alone, for the sandboxed frame; its links open in the whole window."""
    message = get_object_or_404(Mail.objects.exclude(html=""), pk=pk)
    return HttpResponse(message.html.replace("<head>", '<head><base target="_top">', 1))


@this_machine_only
def attachment(request: HttpRequest, pk: int, attachment_pk: int) -> FileResponse:
    file = get_object_or_404(MailAttachment, pk=attachment_pk, mail_id=pk)
    content = io.BytesIO(bytes(file.content))
    return FileResponse(content, as_attachment=True, filename=file.name, content_type=file.content_type)
