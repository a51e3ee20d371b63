"""The own profile: what others see of me, and what my company shows."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from members.access import member_required, request_viewer
from members.actions.profile import update_logo, update_own_company, update_photo, update_profile
from members.forms.profile import CompanyForm, PhotoForm, PictureForm, ProfileForm
from members.models import Person, User, Visibility
from members.queries import Viewer, for_profiles, member_since, people_shown_to, tags_of, visible_profile

from .profiles import profile_qr

P = ParamSpec("P")
PREVIEWS = {
    "gast": (Visibility.EVERYONE, gettext_lazy("Guests")),
    "mitglied": (Visibility.MEMBERS, gettext_lazy("Members")),
    "vorstand": (Visibility.BOARD, gettext_lazy("The board")),
}


def own_person(
    view: Callable[Concatenate[HttpRequest, Person, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Gives the view the person behind the account, members and those admitted; 403 for an account without one."""

    @wraps(view)
    @never_cache
    @login_required
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = request_viewer(request).person
        if person is None:
            raise PermissionDenied
        return view(request, person, *args, **kwargs)

    return wrapped


def _actor(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


@require_http_methods(["GET", "HEAD", "POST"])
@own_person
def own_profile(request: HttpRequest, person: Person) -> HttpResponse:
    form = ProfileForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        update_profile(person, change=form.change(), actor=_actor(request), now=timezone.now())
        messages.success(request, _("Your profile is saved."))
        return redirect("own_profile")
    viewer = request_viewer(request)
    others = people_shown_to(viewer, timezone.localdate())
    known = {relation: tags_of(others, relation, viewer).values() for relation in ("offers", "seeks")}
    context = {"form": form, "person": person, "known": known.items(), "is_member": viewer.is_member}
    return render(request, "members/own_profile.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_person
def own_photo(request: HttpRequest, person: Person) -> HttpResponse:
    initial = {"visible_photo": person.visibility.get("photo", Visibility.MEMBERS)}
    form = PhotoForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        update_photo(
            person,
            picture=form.cleaned_data["picture"],
            remove=form.cleaned_data["remove"],
            visibility=form.cleaned_data["visible_photo"],
            actor=_actor(request),
            now=timezone.now(),
        )
        messages.success(request, _("Your profile is saved."))
        return redirect("own_profile")
    context = {"form": form, "person": person}
    return render(request, "members/own_photo.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@own_person
def own_company(request: HttpRequest, person: Person) -> HttpResponse:
    """Who belongs to a company, as a member, may change what it shows."""
    if person.company is None:
        raise PermissionDenied
    form = CompanyForm(request.POST or None, instance=person.company)
    if request.method == "POST" and form.is_valid():
        update_own_company(
            person, company=person.company, data=form.cleaned_data, actor=_actor(request), now=timezone.now()
        )
        messages.success(request, _("The company is saved."))
        return redirect("own_company")
    context = {"form": form, "company": person.company}
    return render(request, "members/own_company.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
@own_person
def own_logo(request: HttpRequest, person: Person) -> HttpResponse:
    if person.company is None:
        raise PermissionDenied
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        update_logo(
            person.company, picture=data["picture"], remove=data["remove"], actor=_actor(request), now=timezone.now()
        )
        messages.success(request, _("The company is saved."))
        return redirect("own_company")
    context = {"form": form, "company": person.company}
    return render(request, "members/own_logo.html", context)


@require_safe
@own_person
def profile_preview(request: HttpRequest, person: Person) -> HttpResponse:
    """The own profile through the eyes of a guest, a member, the board (`?als=`)."""
    chosen = request.GET.get("als", "")
    chosen = chosen if chosen in PREVIEWS else "gast"
    current = get_object_or_404(for_profiles(Person.objects.all(), timezone.localdate()), pk=person.pk)
    profile = visible_profile(current, Viewer(PREVIEWS[chosen][0]))
    context = {
        "profile": profile,
        "chosen": chosen,
        "previews": [(key, label) for key, (_level, label) in PREVIEWS.items()],
        "member_since": member_since(current),
        "qr": profile_qr(profile),
    }
    return render(request, "members/preview.html", context)
