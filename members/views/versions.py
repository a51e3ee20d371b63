"""Versions of rules in the office: the list, their sections, what they say and what is wrong with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Generic, Self, TypeVar

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from members.actions.versions import Versions
from members.forms.rules.section import SchemaForm, Section
from members.forms.versions import InForceForm, VersionFactsForm
from members.models.versions import Version
from members.queries.versions import versions_of
from members.rules.contradictions import Problem
from members.rules.differences import Difference
from verein.office import answer, told

from .office import OfficeRequest

VersionT = TypeVar("VersionT", bound=Version)


@dataclass
class Reading(Generic[VersionT]):
    """One version, read on a day; `rules` are its content, or what was typed and is not stored."""

    version: VersionT
    today: date

    sections: ClassVar[Sequence[Section]]

    @classmethod
    def of(cls, model: type[VersionT], pk: int) -> Self:
        return cls(get_object_or_404(model, pk=pk), timezone.localdate())

    def form(self, section: Section, post: QueryDict | None) -> SchemaForm[Any]:
        raise NotImplementedError

    def sentences(self, rules: Any, section: Section) -> list[str]:
        raise NotImplementedError

    def problems(self, rules: Any) -> list[Problem]:
        raise NotImplementedError

    def differences(self, before: Any) -> list[Difference]:
        raise NotImplementedError

    def part(self, section: Section, rules: Any, problems: list[Problem]) -> dict[str, Any]:
        return {
            "section": section,
            "sentences": self.sentences(rules, section),
            "problems": [problem for problem in problems if problem.section in section.names],
        }


@dataclass(frozen=True, kw_only=True)
class VersionPages(Generic[VersionT]):
    """The pages of one kind of versions. Addresses are called `route`, `route`_list, `route`_facts and so on.

    `templates` is the folder of those that say what is special; `hint` tells from when a version may count.
    """

    versions: Versions[VersionT]
    reading: type[Reading[VersionT]]
    in_force_on: Callable[[date], VersionT | None]
    put_in_force: Callable[..., VersionT]
    facts_form: type[VersionFactsForm[VersionT]]
    hint: Promise
    route: str
    icon: str
    templates: str

    def may(self, verb: str) -> str:
        """The permission to view, add or change."""
        meta = self.versions.model._meta
        return f"{meta.app_label}.{verb}_{meta.model_name}"

    def urls(self, at: str) -> list[URLPattern]:
        """All addresses below `at`, and who may."""
        see, add, change = (
            permission_required(self.may(verb), raise_exception=True) for verb in ("view", "add", "change")
        )
        route = self.route
        return [
            path(f"{at}/", require_safe(see(self.listing)), name=f"{route}_list"),
            path(f"{at}/neu/", require_POST(add(self.create)), name=f"{route}_create"),
            path(f"{at}/<int:pk>/", require_safe(see(self.page)), name=route),
            path(f"{at}/<int:pk>/angaben/", change(self.facts), name=f"{route}_facts"),
            path(f"{at}/<int:pk>/vergleich/", require_safe(see(self.compare)), name=f"{route}_compare"),
            path(f"{at}/<int:pk>/in-kraft/", change(self.in_force), name=f"{route}_in_force"),
            path(f"{at}/<int:pk>/zuruecknehmen/", require_POST(change(self.take_back)), name=f"{route}_take_back"),
            path(f"{at}/<int:pk>/loeschen/", change(self.delete), name=f"{route}_delete"),
            path(f"{at}/<int:pk>/dokument/", require_safe(see(self.document)), name=f"{route}_document"),
            path(f"{at}/<int:pk>/regeln/<slug:slug>/", see(self.section), name=f"{route}_section"),
        ]

    def read(self, pk: int) -> Reading[VersionT]:
        return self.reading.of(self.versions.model, pk)

    def frame(self) -> dict[str, str]:
        kind = capfirst(str(self.versions.model._meta.verbose_name))
        return {"kind": kind, "route": self.route, "icon": self.icon}

    def about(self, request: OfficeRequest, reading: Reading[VersionT]) -> dict[str, Any]:
        """What every page about one version shows."""
        version, today = reading.version, reading.today
        current = self.in_force_on(today)
        return {
            "version": version,
            "subtitle": version,
            **self.frame(),
            "back": reverse(self.route, args=[version.pk]),
            "is_draft": version.effective_on is None,
            "is_coming": version.effective_on is not None and version.effective_on > today,
            "may_change": request.user.has_perm(self.may("change")),
            "other": current if current and current.pk != version.pk else None,
        }

    def listing(self, request: OfficeRequest) -> HttpResponse:
        today = timezone.localdate()
        current = self.in_force_on(today)
        context = {
            "versions": versions_of(self.versions.model, today, current=current),
            "in_force": current,
            "may_add": request.user.has_perm(self.may("add")),
            **self.frame(),
        }
        return render(request, f"{self.templates}/list.html", context)

    def create(self, request: OfficeRequest) -> HttpResponse:
        """A new draft, as a copy of the version that is named, or empty."""
        pk = request.POST.get("copy_of", "")
        copy_of = get_object_or_404(self.versions.model, pk=pk) if pk.isdecimal() else None
        draft = self.versions.create_draft(actor=request.user, copy_of=copy_of, title=_("New draft"))
        messages.success(request, _("The draft has been made. Nothing counts before you put it in force."))
        return redirect(f"{self.route}_facts", draft.pk)

    def page(self, request: OfficeRequest, pk: int) -> HttpResponse:
        """Everything about one version, read back in sentences."""
        reading = self.read(pk)
        rules = reading.version.content
        problems = reading.problems(rules)
        parts = [reading.part(section, rules, problems) for section in reading.sections]
        return render(request, f"{self.templates}/version.html", {**self.about(request, reading), "parts": parts})

    def section(self, request: OfficeRequest, pk: int, slug: str) -> HttpResponse:
        """One section as a form; buttons inside it add and remove parts and save nothing."""
        reading = self.read(pk)
        chosen = next((each for each in reading.sections if each.slug == slug), None)
        if chosen is None:
            raise Http404
        about = self.about(request, reading)
        if request.method == "POST" and not about["may_change"]:
            return HttpResponse(status=403)
        form = reading.form(chosen, request.POST if request.method == "POST" else None)
        if form.made:
            act = partial(self.versions.change_draft, reading.version, rules=form.made, actor=request.user)
            if told(request, act, _("Saved."), refused=self.versions.refused):
                return redirect(f"{self.route}_section", pk, slug)
        shown = form.made or reading.version.content
        context = {
            **about,
            **reading.part(chosen, shown, reading.problems(shown)),
            "form": form,
            "sections": reading.sections,
            "editable": about["may_change"] and about["is_draft"],
        }
        return render(request, f"{self.templates}/section.html", context, status=422 if form.errors else 200)

    def compare(self, request: OfficeRequest, pk: int) -> HttpResponse:
        """What is different from the version in force."""
        reading = self.read(pk)
        about = self.about(request, reading)
        if about["other"] is None:
            raise Http404
        rows = reading.differences(about["other"].content)
        return render(request, "verein/office/compare.html", {**about, "rows": rows})

    def facts(self, request: OfficeRequest, pk: int) -> HttpResponse:
        reading = self.read(pk)
        form = self.facts_form(request.POST or None, request.FILES or None, instance=reading.version)
        act = partial(self.versions.change_facts, reading.version, actor=request.user)
        words = {"title": _("Decision and document"), "submit": _("Save"), "done": _("Saved.")}
        return answer(request, form, act=act, refused=self.versions.refused, **self.about(request, reading), **words)

    def in_force(self, request: OfficeRequest, pk: int) -> HttpResponse:
        reading = self.read(pk)

        def act(effective_on: date, sure: bool) -> str:  # noqa: FBT001 - the data of the form
            self.put_in_force(reading.version, effective_on=effective_on, actor=request.user)
            day = date_format(effective_on, "SHORT_DATE_FORMAT")
            return _("This version is in force from %(day)s.") % {"day": day}

        return answer(
            request,
            InForceForm(request.POST or None, hint=str(self.hint)),
            act=act,
            refused=self.versions.refused,
            title=_("Put in force"),
            template="members/office/versions/form.html",
            problems=reading.problems(reading.version.content),
            **self.about(request, reading),
        )

    def take_back(self, request: OfficeRequest, pk: int) -> HttpResponse:
        reading = self.read(pk)
        act = partial(self.versions.take_back, reading.version, today=reading.today, actor=request.user)
        told(request, act, _("This version is a draft again."), refused=self.versions.refused)
        return redirect(self.route, pk)

    def delete(self, request: OfficeRequest, pk: int) -> HttpResponse:
        """Asks first."""
        reading = self.read(pk)
        if request.method == "POST":
            act = partial(self.versions.delete_draft, reading.version, actor=request.user)
            gone = told(request, act, _("The draft has been deleted."), refused=self.versions.refused)
            return redirect(f"{self.route}_list") if gone else redirect(self.route, pk)
        context = {
            **self.about(request, reading),
            "title": _("Delete this draft?"),
            "note": _("The rules in it are gone then. Versions in force stay."),
            "submit": _("Delete the draft"),
            "danger": True,
        }
        return render(request, "verein/office/form.html", context)

    def document(self, request: OfficeRequest, pk: int) -> HttpResponseBase:
        """The document of any version, for the office."""
        version = get_object_or_404(self.versions.model.objects.exclude(document=""), pk=pk)
        return FileResponse(version.document.open(), as_attachment=True, filename=Path(str(version.document)).name)
