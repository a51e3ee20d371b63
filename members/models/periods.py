"""What holds from one day until another: half-open dates, the same for memberships, seats and terms of office."""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PeriodQuerySet(models.QuerySet[Any]):
    """For everything that has half-open dates."""

    def on(self, day: date) -> Self:
        """What is in force on `day`."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)

    def overlapping(self, from_on: date, until_on: date | None) -> Self:
        """What shares a day with the half-open period."""
        rows = self.filter(Q(until_on=None) | Q(until_on__gt=from_on))
        return rows if until_on is None else rows.filter(from_on__lt=until_on)


class Period(models.Model):
    """From `from_on` until the day before `until_on`; without one it is open. People are shown the last day."""

    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until (exclusive)"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")), name="%(class)s_ends_after_start"
            )
        ]

    @property
    def last_day(self) -> date | None:
        return self.until_on and self.until_on - timedelta(days=1)
