"""The outbox in the editors' area: which mails left, which did not, and a button to send one again.

It shows no texts: they hold sign-in codes and personal links, which are nobody's but the recipient's.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .mail import resend
from .models import Mail

PERMISSION = "verein.view_mail"
PAGE_SIZE = 50


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    state = request.GET.get("status", "")
    mails = Mail.objects.defer("text", "html").order_by("-created_at", "-pk")
    if state in Mail.State.values:
        mails = mails.filter(state=state)
    context = {
        "mails": Paginator(mails, PAGE_SIZE).get_page(request.GET.get("seite")),
        "states": Mail.State.choices,
        "state": state,
        "resendable": (Mail.State.FAILED, Mail.State.UNKNOWN),
        "page_title": _("Outbox"),
    }
    return render(request, "verein/admin/outbox.html", context)


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm(PERMISSION) or not request.user.is_authenticated:
        raise PermissionDenied
    mail = get_object_or_404(Mail, pk=pk)
    if resend(mail_id=mail.pk, actor=request.user, now=timezone.now()):
        messages.success(request, _("The mail to %(to)s is queued again.") % {"to": mail.to})
    else:
        messages.warning(request, _("The mail to %(to)s is under way or was sent already.") % {"to": mail.to})
    return redirect("outbox")
