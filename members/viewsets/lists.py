"""Which lists of members left the house: to be looked at only."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from members.models import ListExport
from members.queries.lists import COLUMNS

from .base import OfficeIndexView, OfficeViewSet, ReadOnlyPolicy


def _columns(row: ListExport) -> str:
    return ", ".join(str(COLUMNS[name][0]) if name in COLUMNS else name for name in row.columns)


class ListIndexView(OfficeIndexView):
    plain_fields = ("purpose", "recipient")

    @property
    def columns(self) -> list[Column]:
        return [
            DateColumn("at", label=_("Time"), sort_key="at"),
            Column("actor", label=_("Made by"), accessor=lambda row: row.actor or "–"),
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            Column("purpose", label=_("Purpose")),
            Column("recipient", label=_("Recipient")),
            Column("columns", label=_("Columns"), accessor=_columns),
            Column("rows", label=_("Rows")),
        ]

    def get_base_queryset(self) -> "QuerySet[ListExport]":
        return ListExport.objects.select_related("actor")


class ListViewSet(OfficeViewSet):
    model = ListExport
    name = "office_lists"
    url_prefix = "mitgliederlisten"
    icon = "download"
    menu_label = _("Lists handed out")
    policy = ReadOnlyPolicy
    ordering = ("-at", "-pk")
    index_view_class = ListIndexView


list_viewset = ListViewSet()
