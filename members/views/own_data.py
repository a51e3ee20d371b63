"""`/mein/daten/`: everything kept about me, and what I can do about it; with a mailed link without logging in."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from members.access import request_viewer
from members.actions.erasure import request_erasure, take_back_request
from members.actions.refusal import MemberRefused
from members.actions.showing import hide, show_again, withdraw_consent
from members.models import Consent, ErasureRequest, Person, User
from members.queries.consents import consents_in_force
from members.queries.own_data import LINK_DAYS, person_by_token, subject_of
from members.viewsets.words import ACTIONS, field_words
from verein import audit, privacy
from verein.models import LogEntry
from verein.privacy.archive import archive

WAYS = {
    "download": "own_data_download",
    "hide": "own_data_hide",
    "show": "own_data_show",
    "withdraw": "own_data_withdraw",
    "erase": "own_data_erase",
    "take_back": "own_data_take_back",
}
View = Callable[[HttpRequest, Person, str], HttpResponse]


def data_owner(view: View) -> Callable[..., HttpResponse]:
    """Gives the view the person: by the token of a mailed link, else by the account; 403 for an account without one."""

    @wraps(view)
    @never_cache
    def wrapped(request: HttpRequest, token: str = "") -> HttpResponse:
        if token:
            person = person_by_token(token)
            if person is None:
                return render(request, "members/data/link_expired.html", {"days": LINK_DAYS}, status=410)
            return view(request, person, token)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        person = request_viewer(request).person
        if person is None:
            raise PermissionDenied
        return view(request, person, "")

    return wrapped


def _back(token: str) -> HttpResponse:
    return redirect(reverse("own_data", args=[token] if token else []))


def _actor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def log_lines(entries: list[LogEntry], person: Person) -> list[tuple[str, str, str]]:
    """(when, who, what) in words."""
    return [(_when(entry), _who(entry, person), _what(entry)) for entry in entries]


def _when(entry: LogEntry) -> str:
    return date_format(timezone.localtime(entry.at), "SHORT_DATETIME_FORMAT")


def _who(entry: LogEntry, person: Person) -> str:
    if entry.actor_id is None:
        return _("system or visitor")
    if entry.actor_id == person.user_id:
        return _("I myself")
    return str(entry.actor) if entry.actor else _("an account that was erased")


def _what(entry: LogEntry) -> str:
    fields = ", ".join(field_words(entry))
    action = str(ACTIONS.get(entry.action, entry.action))
    return f"{action} ({fields})" if fields else action


@require_safe
@data_owner
def own_data(request: HttpRequest, person: Person, token: str) -> HttpResponse:
    subject = subject_of(person, timezone.localdate())
    arguments = [token] if token else []
    context = {
        "person": person,
        "sections": privacy.export(subject),
        "log": log_lines(privacy.log_of(subject), person),
        "consents": consents_in_force(person),
        "erasure": ErasureRequest.objects.filter(person=person).order_by("-pk").first(),
        "is_member": not subject.leaves,
        "urls": {key: reverse(name, args=arguments) for key, name in WAYS.items()}
        | ({} if token else {"profile": reverse("own_profile")}),
    }
    return render(request, "members/data/own_data.html", context)


@require_safe
@data_owner
def download(request: HttpRequest, person: Person, token: str) -> HttpResponse:
    now = timezone.now()
    subject = subject_of(person, timezone.localdate(now))
    log = log_lines(privacy.log_of(subject), person)
    content = archive(privacy.export(subject), log=log, made_at=now)
    audit.log("members.download_data", person, actor=_actor(request), at=now)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="meine-daten.zip"'
    return response


@require_POST
@data_owner
def hide_me(request: HttpRequest, person: Person, token: str) -> HttpResponse:
    hide(person, actor=_actor(request), now=timezone.now())
    messages.success(request, _("You are hidden everywhere."))
    return _back(token)


@require_POST
@data_owner
def show_me(request: HttpRequest, person: Person, token: str) -> HttpResponse:
    show_again(person, actor=_actor(request), now=timezone.now())
    messages.success(request, _("You are shown again as before."))
    return _back(token)


@require_POST
@data_owner
def withdraw(request: HttpRequest, person: Person, token: str) -> HttpResponse:
    key = request.POST.get("consent", "")
    consent = get_object_or_404(Consent, pk=key if key.isdecimal() else None, person=person)
    withdraw_consent(consent, actor=_actor(request), now=timezone.now())
    messages.success(request, _("Your consent is withdrawn."))
    return _back(token)


@require_POST
@data_owner
def erase_me(request: HttpRequest, person: Person, token: str) -> HttpResponse:
    if "sure" not in request.POST:
        messages.error(request, _("Please tick the box: erasing cannot be undone."))
        return _back(token)
    try:
        request_erasure(person, actor=_actor(request), now=timezone.now())
    except MemberRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("We have received your request and will answer within a month."))
    return _back(token)


@require_POST
@data_owner
def take_back(request: HttpRequest, person: Person, token: str) -> HttpResponse:
    wish = get_object_or_404(ErasureRequest, person=person, state=ErasureRequest.State.OPEN)
    take_back_request(wish, actor=_actor(request), now=timezone.now())
    messages.success(request, _("Your request is taken back; nothing was erased."))
    return _back(token)
