"""Wagtail's account forms without the groups that offices grant: those follow from terms alone."""

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.bulk_actions import AssignRoleBulkAction
from wagtail.users.views.users import UserViewSet

from members.board.queries import office_groups


class _WithoutOfficeGroups:
    fields: dict[str, forms.Field]
    instance: Any
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        granted = list(office_groups().order_by("name"))
        if granted and "groups" in self.fields:
            field = self.fields["groups"]
            field.queryset = Group.objects.exclude(pk__in=[group.pk for group in granted])  # type: ignore[attr-defined]
            names = {"groups": ", ".join(group.name for group in granted)}
            field.help_text = (
                _("Not by hand: %(groups)s. These rights follow from offices (Board and offices).") % names
            )

    def clean_groups(self) -> "list[Group]":
        """What offices grant stays as it is."""
        kept = office_groups().filter(user=self.instance) if self.instance.pk else Group.objects.none()
        return [*self.cleaned_data["groups"], *kept]


class AccountCreationForm(_WithoutOfficeGroups, UserCreationForm):
    pass


class AccountEditForm(_WithoutOfficeGroups, UserEditForm):
    pass


class AccountViewSet(UserViewSet):
    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:  # noqa: FBT001, FBT002
        return AccountEditForm if for_update else AccountCreationForm


class RoleForm(forms.Form):
    role = forms.ModelChoiceField(queryset=Group.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = Group.objects.exclude(pk__in=office_groups().values("pk"))  # type: ignore[attr-defined]


# Wagtail registers this action once, when it starts: its form is the place to keep groups of offices out.
AssignRoleBulkAction.form_class = RoleForm
