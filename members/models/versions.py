"""Rules that were decided and count from a day on, version by version: what statutes and dues regulations share."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .people import private_storage
from .rulebook import Rules


class VersionQuerySet(models.QuerySet[Any]):
    def on(self, day: date) -> Self:
        """The version in force on `day`, the latest first; drafts (without a day of effect) never are."""
        return self.filter(effective_on__lte=day).order_by("-effective_on", "-pk")

    def drafts_first(self) -> Self:
        """Then the newest."""
        return self.order_by(F("effective_on").desc(nulls_first=True), "-pk")

    def drafts_last(self) -> Self:
        """After the oldest: in this order a rules file tells them."""
        return self.order_by(F("effective_on").asc(nulls_last=True), "pk")


def _stored_as(version: "Version", name: str) -> str:
    return f"{version.folder}/{name}"


class Version(models.Model):
    """One version. A draft may be edited; from the day it takes effect it never changes again (a trigger holds that).

    `effective_on` None is a draft: decided perhaps, but not yet in force.
    """

    # What `rules` are read as, and where documents lie.
    schema: ClassVar[type[Rules]]
    folder: ClassVar[str]

    title = models.CharField(_("title"), max_length=120, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decided_by = models.CharField(_("Decided by"), max_length=80, blank=True)
    effective_on = models.DateField(_("in force from"), null=True, blank=True, unique=True)
    document = models.FileField(_("document"), upload_to=_stored_as, storage=private_storage, blank=True)
    rules = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            # For dues also: nobody owes more for a time before it was decided (L-DUES-3).
            models.CheckConstraint(
                condition=Q(effective_on=None) | Q(decided_on=None) | Q(effective_on__gte=F("decided_on")),
                name="%(class)s_not_in_force_before_decided",
            )
        ]

    def __str__(self) -> str:
        return self.title or f"{self._meta.verbose_name} {self.effective_on or self.decided_on or ''}".strip()

    @cached_property
    def content(self) -> Any:
        """The typed rules, a `schema`. What actions store has passed the same check."""
        return self.schema.model_validate(self.rules)
