"""Every term there ever was, and the lines of the handover checklist."""

from functools import cached_property
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from members.board.actions import save_checklist_item
from members.board.models import ChecklistItem, Term
from members.board.rules import office_name, offices_named
from members.models.rulebook import Rulebook
from members.queries.statutes import rulebook_on
from members.viewsets.base import DayColumn, OfficeIndexView, OfficeViewSet, ReadOnlyPolicy
from members.viewsets.people import person_viewset


class TermFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[("now", _("running")), ("over", _("ended"))], method="by_state", empty_label=_("all")
    )

    class Meta:
        model = Term
        fields: list[str] = []

    def by_state(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        today = timezone.localdate()
        running = Term.objects.on(today).values("pk")
        return queryset.filter(pk__in=running) if value == "now" else queryset.filter(until_on__lte=today)


class TermIndexView(OfficeIndexView):
    folded_fields = ("person__sort_key",)
    plain_fields = ("office_key", "seat")

    @cached_property
    def rulebook(self) -> Rulebook:
        return rulebook_on(timezone.localdate())

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By person, seat, or any form of the office's name."""
        keys = [office.key for office in offices_named(self.rulebook, self.search_query)]
        return super().search_queryset(queryset) | queryset.filter(office_key__in=keys)

    def get_base_queryset(self) -> "QuerySet[Term]":
        return Term.objects.select_related("person")

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "person",
                label=_("Person"),
                accessor="person.name",
                get_url=lambda row: person_viewset.inspect_url(row.person),
            ),
            Column("office", label=_("Office"), accessor=self._office, sort_key="office_key"),
            Column("how", label=_("How it came about"), accessor="get_how_display"),
            DayColumn("from_on", label=_("First day"), sort_key="from_on"),
            DayColumn("last_day", label=_("Last day"), sort_key="until_on"),
            Column("ended_how", label=_("How it ended"), accessor="get_ended_how_display"),
        ]

    def _office(self, row: Term) -> str:
        name = office_name(self.rulebook.office(row.office_key), row.form, key=row.office_key)
        return f"{name} ({row.seat})" if row.seat else name


class TermViewSet(OfficeViewSet):
    model = Term
    name = "board_terms"
    url_prefix = "amtszeiten"
    icon = "calendar-alt"
    menu_label = _("Terms of office")
    policy = ReadOnlyPolicy
    ordering = ("-from_on", "-pk")
    index_view_class = TermIndexView
    filterset_class = TermFilterSet


class _Save:
    def save_instance(self) -> Any:
        return save_checklist_item(self.form.instance, actor=self.request.user)  # type: ignore[attr-defined]


class ChecklistCreateView(_Save, generic.CreateView):
    pass


class ChecklistEditView(_Save, generic.EditView):
    pass


class ChecklistIndexView(OfficeIndexView):
    plain_fields = ("title",)


class ChecklistViewSet(OfficeViewSet):
    model = ChecklistItem
    name = "board_checklist"
    url_prefix = "uebergabe-checkliste"
    icon = "tasks"
    menu_label = _("Handover checklist")
    ordering = ("position", "pk")
    list_display = ["title", "when", "due_days"]
    form_fields = ["title", "detail", "when", "due_days", "position"]
    index_view_class = ChecklistIndexView
    add_view_class = ChecklistCreateView
    edit_view_class = ChecklistEditView


term_viewset = TermViewSet()
checklist_viewset = ChecklistViewSet()
