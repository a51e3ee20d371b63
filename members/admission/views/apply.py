"""The form of three steps at `/mitglied-werden/antrag/`; what was typed waits in the session until it is sent."""

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.admission.actions.apply import Draft, submit
from members.admission.forms.apply import ConsentForm, KindForm, WhoForm
from members.admission.models import AdmissionSettings
from members.admission.queries.offers import declarations, offers
from members.admission.queries.way import way_in
from members.admission.rules import why_not_apply
from members.models.rulebook import Rulebook
from members.queries.statutes import rulebook_on
from members.rules import admission_rule

KEY = "application"
TOO_MANY_REQUESTS = 429


def _stored(request: HttpRequest, step: int) -> dict[str, Any] | None:
    """What was typed in `step`, None where the visitor was not there."""
    found: dict[str, Any] | None = request.session.get(KEY, {}).get(str(step))
    return found


def _store(request: HttpRequest, step: int) -> None:
    request.session[KEY] = {**request.session.get(KEY, {}), str(step): request.POST.dict()}


def _goes_back(request: HttpRequest, step: int) -> bool:
    """Back keeps what stands in the form, checked or not."""
    if request.method == "POST" and "back" in request.POST:
        _store(request, step)
        return True
    return False


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _closed(rulebook: Rulebook) -> str | None:
    return why_not_apply(
        is_open=AdmissionSettings.load().is_open, offers=len(offers(rulebook)), rule=rulebook.admission
    )


def _page(request: HttpRequest, step: int, form: Any, status: int = 200, **context: Any) -> HttpResponse:
    template = ("admission/apply_who.html", "admission/apply_kind.html", "admission/apply_consent.html")[step - 1]
    return render(request, template, {"form": form, "step": step, **context}, status=status)


def _who(request: HttpRequest, now: Any) -> WhoForm:
    """Step one as it was typed, checked again."""
    return WhoForm(_stored(request, 1), now=now)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest) -> HttpResponse:
    """Step one. A program that sprang the trap gets the same answer as everybody at the end."""
    if reason := _closed(rulebook_on(timezone.localdate())):
        return render(request, "admission/closed.html", {"reason": reason})
    form = WhoForm(_data(request), now=timezone.now(), initial=_stored(request, 1) or {"kind": "person"})
    if request.method == "POST":
        if form.is_trap_sprung:
            return redirect("apply_done")
        if form.is_valid():
            _store(request, 1)
            return redirect("apply_kind")
    return _page(request, 1, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kind(request: HttpRequest) -> HttpResponse:
    """Step two; without step one there is nothing to go on with."""
    first = _stored(request, 1)
    if first is None:
        return redirect("apply")
    if _goes_back(request, 2):
        return redirect("apply")
    rulebook = rulebook_on(timezone.localdate())
    found = offers(rulebook, first.get("kind"))
    form = KindForm(_data(request), offers=found, rulebook=rulebook, initial=_stored(request, 2) or {})
    if request.method == "POST" and form.is_valid():
        _store(request, 2)
        return redirect("apply_consent")
    return _page(request, 2, form, offers=found, rule=rulebook.admission, way=way_in(rulebook, found))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest) -> HttpResponse:
    """Step three: see everything once more, accept the texts, send."""
    if _goes_back(request, 3):
        return redirect("apply_kind")
    now, today = timezone.now(), timezone.localdate()
    rulebook = rulebook_on(today)
    first = _who(request, now)
    if not first.is_valid():
        return redirect("apply")
    found = offers(rulebook, first.cleaned_data["kind"])
    second = KindForm(_stored(request, 2), offers=found, rulebook=rulebook)
    if not second.is_valid():
        return redirect("apply_kind")
    offer = second.offer()
    rule = admission_rule(rulebook, offer.type.key)
    texts = declarations(today)
    form = ConsentForm(_data(request), declarations=texts, offer=offer, rule=rule, initial=_stored(request, 3) or {})
    status = 200
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, action="apply"):
            submit(draft=_draft(first, second, form), now=now, source_ip=_short_ip(request))
            request.session.pop(KEY, None)
            return redirect("apply_done")
        form.add_error(None, _("There were several applications from your connection. Please try again in an hour."))
        status = TOO_MANY_REQUESTS
    context = {"who": first, "chosen": second, "offer": offer, "contacts": first.contacts()}
    return _page(request, 3, form, status, **context)


def _draft(first: WhoForm, second: KindForm, third: ConsentForm) -> Draft:
    names = ("kind", "company_name", "title", "first_name", "last_name", "position", "email", "phone")
    places = ("street", "postcode", "city")
    details = ("born_on", "trade", "transfer_from", "linked_to", "reason")
    data = {name: first.cleaned_data[name] for name in (*names, *places)}
    data |= {name: second.cleaned_data[name] for name in details if name in second.fields}
    return Draft(
        fields={
            **data,
            "type": second.offer().type,
            "contacts": first.contacts(),
            "conditions": third.conditions,
            "consents": third.consents(),
            "in_directory": third.cleaned_data["in_directory"],
            "language": (translation.get_language() or "de")[:2],
        },
        sponsors=second.sponsors(),
    )


def _short_ip(request: HttpRequest) -> str:
    """Enough to tell connections apart as proof of the opt-in, not enough to find somebody."""
    address: str = request.META.get("REMOTE_ADDR", "")
    separator = ":" if ":" in address else "."
    return separator.join(address.split(separator)[:3])


@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """The same page for everybody: known address, unknown address, program."""
    return render(request, "admission/apply_done.html")
