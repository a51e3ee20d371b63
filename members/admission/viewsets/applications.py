"""The list of applications and the page of one; decisions are buttons (views/office.py)."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic

from members.access import request_viewer
from members.admission.actions.decide import NOTABLE
from members.admission.forms.office import (
    AdmitForm,
    ExceptionForm,
    MeetingForm,
    NoteForm,
    PaymentForm,
    QuestionForm,
    ReasonForm,
)
from members.admission.models import Application, Kind, State
from members.admission.models.application import UNDER_WAY
from members.admission.queries.desk import OfficePage, office_page
from members.admission.queries.progress import lacking_in_list
from members.models import MembershipType
from members.viewsets.base import OfficeIndexView, OfficeViewSet, ReadOnlyPolicy
from members.viewsets.words import ACTIONS, field_words

STATES = [("under_way", _("under way")), *(choice for choice in State.choices if choice[0] != State.RECEIVED)]


class ApplicationFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="by_state", empty_label=_("all"))
    kind = django_filters.ChoiceFilter(label=_("Who applies"), choices=Kind.choices, empty_label=_("all"))
    type = django_filters.ModelChoiceFilter(
        label=_("Membership type"), queryset=MembershipType.objects.order_by("name")
    )

    class Meta:
        model = Application
        fields: list[str] = []

    def by_state(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(state__in=UNDER_WAY) if value == "under_way" else queryset.filter(state=value)


def _age(row: Application) -> str:
    days = row.age_in_days(timezone.localdate())
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if row.is_under_way else "–"


class ApplicationIndexView(OfficeIndexView):
    folded_fields = ("sort_key",)
    plain_fields = ("email", "company_name", "last_name", "city")

    def get_base_queryset(self) -> "QuerySet[Application]":
        return Application.objects.exclude(state=State.RECEIVED).select_related("type", "trade")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        rows = [row for row in context["object_list"] if row.is_under_way]
        self._lacking = lacking_in_list(rows, timezone.localdate())
        return context

    def _complete(self, row: Application) -> str:
        if not row.is_under_way:
            return "–"
        lacking = self._lacking.get(row.pk, [])
        return " ".join(lacking) or str(_("complete"))

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "sort_key",
                label=_("Name"),
                accessor="name",
                get_url=application_viewset.inspect_url,
                sort_key="sort_key",
            ),
            Column("type", label=_("Membership type"), accessor="type.name", sort_key="type__name"),
            Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
            Column("age", label=_("Waiting for"), accessor=_age, sort_key="confirmed_at"),
            Column("complete", label=_("Completeness"), accessor=self._complete),
            DateColumn("confirmed_at", label=_("Received"), sort_key="confirmed_at"),
        ]


def _forms(page: OfficePage, typed: dict[str, str]) -> dict[str, Any]:
    """The forms of the page, with what was typed before a refusal."""
    application = page.application
    return {
        "reason_form": ReasonForm(initial=typed),
        "meeting_form": MeetingForm(initial={"held_on": timezone.localdate(), **typed}),
        "question_form": QuestionForm(initial=typed),
        "note_form": NoteForm(
            initial={name: getattr(application, name) for name in NOTABLE}, moves=bool(application.transfer_from)
        ),
        "payment_form": PaymentForm(initial={"paid_on": timezone.localdate(), **typed}),
        "exception_form": ExceptionForm(),
        "admit_form": AdmitForm(doubles=page.doubles, needs_company=application.kind == Kind.COMPANY, initial=typed),
    }


class ApplicationInspectView(generic.InspectView):
    template_name = "admission/office/application.html"
    page_title = _("Membership application")

    def get_queryset(self) -> "QuerySet[Application]":
        return Application.objects.exclude(state=State.RECEIVED).select_related(
            "type", "trade", "membership__member__person", "membership__member__company", "joined_to"
        )

    def get_fields_context(self) -> list[Any]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        page = office_page(self.object, request_viewer(self.request).person, timezone.localdate())
        typed = self.request.session.pop(f"application-{self.object.pk}", {})
        return super().get_context_data(
            **kwargs,
            page=page,
            age=self.object.age_in_days(timezone.localdate()),
            log=[(entry, ACTIONS.get(entry.action, entry.action), field_words(entry)) for entry in page.log],
            may_decide=user.has_perm("admission.change_application"),
            may_note_payment=user.has_perm("admission.note_payment"),
            **_forms(page, typed),
        )


class ApplicationViewSet(OfficeViewSet):
    model = Application
    name = "office_applications"
    url_prefix = "antraege"
    icon = "form"
    menu_label = _("Applications")
    policy = ReadOnlyPolicy
    ordering = ("-confirmed_at", "-pk")
    index_view_class = ApplicationIndexView
    inspect_view_class = ApplicationInspectView
    inspect_view_enabled = True
    inspect_template_name = "admission/office/application.html"
    filterset_class = ApplicationFilterSet


application_viewset = ApplicationViewSet()
