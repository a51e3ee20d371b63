"""The books themselves: until which day they are closed, and what the nightly check found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models.acting import Acted


class ClosedYear(Acted):
    """A fiscal year nothing is booked into any more, nor into any day before it; the database refuses it, too.

    It is never opened again: what turns up later is booked on a day that is open.
    """

    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until (exclusive)"), unique=True)
    closed_at = models.DateTimeField(_("closed on"))

    class Meta:
        verbose_name = _("closed year")
        verbose_name_plural = _("closed years")
        ordering = ["-until_on"]
        constraints = [
            models.CheckConstraint(condition=models.Q(until_on__gt=models.F("from_on")), name="closed_year_ends_after")
        ]

    def __str__(self) -> str:
        return f"{self.from_on:%Y-%m-%d}"


class LedgerCheck(models.Model):
    """One run of the check: sentences about what does not agree, an empty list where everything does."""

    checked_at = models.DateTimeField(_("checked on"))
    problems = models.JSONField(default=list)

    class Meta:
        verbose_name = _("check of the ledger")
        verbose_name_plural = _("checks of the ledger")
        ordering = ["-checked_at"]

    def __str__(self) -> str:
        return f"{self.checked_at:%Y-%m-%d %H:%M}"
