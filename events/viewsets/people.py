"""Choosing a member as host or speaker: by name and company, without seeing anything else of them."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from members.models import Person
from members.queries import members_on
from verein.choosing import Guarded, chooser


class MembersOfToday(Guarded):
    """For who runs events."""

    permission = "events.change_registration"

    def get_object_list(self) -> "QuerySet[Any]":
        return members_on(timezone.localdate()).select_related("company")

    @property
    def columns(self) -> list[Column]:
        return [self.title_column, Column("company", label=_("Company"), accessor="company")]  # type: ignore[attr-defined]


person_chooser = chooser(
    "person_chooser",
    Person,
    MembersOfToday,
    choose_one_text=_("Choose a member"),
    choose_another_text=_("Choose another member"),
    edit_item_text=_("Edit"),
)
