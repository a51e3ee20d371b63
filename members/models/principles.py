"""The principles of the network (Grundsätze), version by version: what members promise each other."""

from datetime import date

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class PrinciplesQuerySet(models.QuerySet["Principles"]):
    def on(self, day: date) -> "PrinciplesQuerySet":
        """In force on `day`, the latest first; drafts (without a day) never are."""
        return self.filter(in_force_on__lte=day).order_by("-in_force_on")


class Principles(models.Model):
    """One version. A draft may be edited; once its day has come it never changes again (migration `principles_stay`).

    `text`: an empty line ends a paragraph; where a paragraph has several lines, the first is its heading.
    """

    title = models.CharField(gettext_lazy("title"), max_length=120)
    text = models.TextField(gettext_lazy("text"), max_length=20_000)
    summary = models.TextField(gettext_lazy("what is new"), max_length=2_000, blank=True)
    in_force_on = models.DateField(gettext_lazy("in force from"), null=True, blank=True, unique=True)
    # The one mail about this version has gone out; the one reminder has.
    told_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PrinciplesQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("principles")
        verbose_name_plural = gettext_lazy("principles")

    def __str__(self) -> str:
        if self.in_force_on is None:
            return _("%(title)s (draft)") % {"title": self.title}
        return _("%(title)s, as of %(day)s") % {"title": self.title, "day": date_format(self.in_force_on)}

    @property
    def version(self) -> str:
        """How a consent names it: its first day."""
        return self.in_force_on.isoformat() if self.in_force_on else ""
