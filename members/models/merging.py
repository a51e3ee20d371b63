"""Which records became part of others."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MergedRecord(models.Model):
    """A record that is gone because it was another one's double; the log knows it by its old id for ever."""

    model = models.CharField(_("record"), max_length=80)
    old_id = models.PositiveBigIntegerField()
    into_id = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("merged record")
        verbose_name_plural = _("merged records")
        constraints = [models.UniqueConstraint(fields=("model", "old_id"), name="merged_once")]
        indexes = [models.Index(fields=["model", "into_id"], name="merged_into")]

    def __str__(self) -> str:
        return f"{self.model} {self.old_id} → {self.into_id}"
