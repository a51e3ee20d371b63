"""The dues regulations, version by version: what they say as a fee book, and from when to when they are in force."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models.versions import Version

from .regulations import FeeBook


class FeeRegulations(Version):
    """`ends_on` is the last day where the regulations name one themselves."""

    schema = FeeBook
    folder = "dues"

    ends_on = models.DateField(_("in force until"), null=True, blank=True)

    class Meta(Version.Meta):
        verbose_name = _("dues regulations")
        verbose_name_plural = _("dues regulations")
        constraints = [
            *Version.Meta.constraints,
            models.CheckConstraint(
                condition=Q(effective_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("effective_on")),
                name="fee_regulations_end_after_they_begin",
            ),
        ]

    @property
    def book(self) -> FeeBook:
        return self.content
