"""Which list of members left the house, when, for whom and what for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .acting import who


class ListExport(models.Model):
    """One list that was made. The rows of this table are never changed and never deleted (migration `append_only`)."""

    class Kind(models.TextChoices):
        OFFICE = "office", _("for the office’s own work")
        HANDED_OUT = "handed_out", _("handed to a member")

    at = models.DateTimeField(_("time"), db_index=True)
    actor = who(_("made by"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.OFFICE)
    day = models.DateField(_("members on"))
    purpose = models.CharField(_("purpose"), max_length=200)
    recipient = models.CharField(_("recipient"), max_length=200)
    columns = models.JSONField(_("columns"), default=list)
    rows = models.PositiveIntegerField(_("rows"))

    class Meta:
        verbose_name = _("member list")
        verbose_name_plural = _("member lists handed out")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_kind_display()} ({self.rows})"
