"""Working groups in the back office."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from members.board.actions import create_group, set_lead, update_group
from members.board.forms.groups import GroupForm
from members.board.models import WorkingGroup
from members.board.queries.people import choices_of_people
from members.viewsets.base import OfficeIndexView, OfficeViewSet


class GroupIndexView(OfficeIndexView):
    plain_fields = ("name",)


class _WithPeople:
    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "people": choices_of_people()}  # type: ignore[misc]


class GroupCreateView(_WithPeople, generic.CreateView):
    def save_instance(self) -> Any:
        form = self.form
        return create_group(
            data=form.data_to_save(),
            lead=form.cleaned_data["lead"],
            actor=self.request.user,
            today=timezone.localdate(),
        )


class GroupEditView(_WithPeople, generic.EditView):
    @cached_property
    def header_more_buttons(self) -> list[Button]:
        if self.object.ended_on is not None:
            return []
        return [Button(_("Close the working group"), url=reverse("board_group_close", args=[self.object.pk]))]

    def save_instance(self) -> Any:
        form, actor = self.form, self.request.user
        if lead := form.cleaned_data["lead"]:
            set_lead(form.instance, person=lead, is_lead=True, actor=actor, today=timezone.localdate())
        return update_group(form.instance, data=form.data_to_save(), actor=actor)


class GroupViewSet(OfficeViewSet):
    model = WorkingGroup
    name = "board_groups"
    url_prefix = "arbeitskreise"
    icon = "group"
    menu_label = _("Working groups")
    ordering = ("name",)
    list_display = ["name", "joining", "ended_on"]
    index_view_class = GroupIndexView
    add_view_class = GroupCreateView
    edit_view_class = GroupEditView

    def get_form_class(self, for_update: bool = False) -> type[GroupForm]:  # noqa: FBT001, FBT002
        return GroupForm


group_viewset = GroupViewSet()
