"""The contact form: without captcha, without an account, without JavaScript."""

from allauth.core import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from home.actions import ContactRefused, send_contact_message
from home.forms import ContactForm
from members.access import request_viewer
from members.board.queries import OfficeContact, office_contact

TOO_MANY_REQUESTS = 429


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """`/kontakt/`, `?thema=mitgliedschaft` chooses the topic; a program that sprang the trap gets the same answer."""
    return _contact(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_office(request: HttpRequest, key: str) -> HttpResponse:
    """`/kontakt/amt/<office>/`: to whoever holds a public office today; the address is shown to nobody."""
    office = office_contact(key, timezone.localdate())
    if office is None:
        raise Http404
    return _contact(request, office)


def _contact(request: HttpRequest, office: OfficeContact | None) -> HttpResponse:
    person = request_viewer(request).person
    initial = {
        "topic": request.GET.get("thema", ""),
        **({"name": person.name, "email": person.email} if person else {}),
    }
    form = ContactForm(request.POST or None, now=timezone.now(), initial=initial, to=office.name if office else "")
    status = 200
    if request.method == "POST" and form.is_trap_sprung:
        return redirect("contact_done")
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="contact"):
            form.add_error(None, _("There were several messages from your connection. Please try again in an hour."))
            status = TOO_MANY_REQUESTS
        elif not (reason := _send(form, office)):
            return redirect("contact_done")
        else:
            form.add_error(None, reason)
    return render(request, "home/contact.html", {"form": form, "office": office}, status=status)


def _send(form: ContactForm, office: OfficeContact | None) -> str:
    """The reason why not, or ""."""
    language = translation.get_language() or "de"
    with translation.override("de"):  # the topic stands in a mail to the association
        message = form.contact_message(language)
    try:
        send_contact_message(message=message, now=timezone.now(), to=office.addresses if office else ())
    except ContactRefused as reason:
        return str(reason)
    return ""


@require_safe
def contact_done(request: HttpRequest) -> HttpResponse:
    """The same page for everybody."""
    return render(request, "home/contact_done.html")
