"""The statutes, version by version: what they say as a rulebook, and from when to when it is in force."""

from datetime import date
from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .people import private_storage
from .rulebook import Rulebook


class StatutesQuerySet(models.QuerySet["Statutes"]):
    def on(self, day: date) -> "StatutesQuerySet":
        """The version in force on `day`, the latest first; drafts (without a day of effect) never are."""
        return self.filter(effective_on__lte=day).order_by("-effective_on", "-pk")


class Statutes(models.Model):
    """One version. A draft may be edited; from the day it takes effect it never changes again.

    `effective_on` None is a draft: decided perhaps, but not yet entered in the register (§ 71 BGB).
    """

    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    effective_on = models.DateField(
        _("in force from"),
        null=True,
        blank=True,
        unique=True,
        help_text=_("A change of statutes counts from its entry in the register."),
    )
    decided_by = models.CharField(_("Decided by"), max_length=80, blank=True)
    title = models.CharField(_("title"), max_length=120, blank=True)
    document = models.FileField(_("document"), upload_to="statutes", storage=private_storage, blank=True)
    public = models.BooleanField(
        _("public"), default=False, help_text=_("Visitors may read the document on the site while it is in force.")
    )
    rules = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StatutesQuerySet.as_manager()

    class Meta:
        verbose_name = _("statutes")
        verbose_name_plural = _("statutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(effective_on=None) | Q(decided_on=None) | Q(effective_on__gte=F("decided_on")),
                name="statutes_not_in_force_before_decided",
            )
        ]

    def __str__(self) -> str:
        return self.title or f"{self._meta.verbose_name} {self.effective_on or self.decided_on or ''}".strip()

    @cached_property
    def rulebook(self) -> Rulebook:
        """The typed rules. What actions store has passed the same check."""
        return Rulebook.model_validate(self.rules)
