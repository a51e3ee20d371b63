"""The dues regulations, version by version: what they say as a fee book, and from when to when they are in force."""

from datetime import date
from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import private_storage

from .regulations import FeeBook


class FeeRegulationsQuerySet(models.QuerySet["FeeRegulations"]):
    def on(self, day: date) -> "FeeRegulationsQuerySet":
        """The version in force on `day`, the latest first; one whose last day has passed is none any more."""
        return self.filter(effective_on__lte=day).order_by("-effective_on", "-pk")


class FeeRegulations(models.Model):
    """One version. A draft may be edited; from the day it takes effect it never changes again (a trigger holds that).

    `effective_on` None is a draft. `ends_on` is the last day where the regulations name one themselves.
    """

    title = models.CharField(_("title"), max_length=120, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.CharField(_("Decided by"), max_length=80, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True, unique=True)
    ends_on = models.DateField(_("in force until"), null=True, blank=True)
    document = models.FileField(_("document"), upload_to="dues", storage=private_storage, blank=True)
    rules = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FeeRegulationsQuerySet.as_manager()

    class Meta:
        verbose_name = _("dues regulations")
        verbose_name_plural = _("dues regulations")
        constraints = [
            # Nobody owes more for a time before it was decided (L-DUES-3).
            models.CheckConstraint(
                condition=Q(effective_on=None) | Q(decided_on=None) | Q(effective_on__gte=F("decided_on")),
                name="fee_regulations_not_in_force_before_decided",
            ),
            models.CheckConstraint(
                condition=Q(effective_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("effective_on")),
                name="fee_regulations_end_after_they_begin",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self._meta.verbose_name} {self.effective_on or self.decided_on or ''}".strip()

    @cached_property
    def book(self) -> FeeBook:
        """The typed regulations. What actions store has passed the same check."""
        return FeeBook.model_validate(self.rules)
