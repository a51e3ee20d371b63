"""Why somebody cannot take a time out; it has no legal effect whatever."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.models import TimeOut


def why_not_time_out(others: Iterable[TimeOut], from_on: date, until_on: date) -> str | None:
    """`until_on` is exclusive; `others` are all of the person's."""
    if until_on <= from_on:
        return _("The last day lies before the first one, %(day)s.") % {"day": date_format(from_on)}
    for other in others:
        if other.from_on < until_on and (other.until_on is None or other.until_on > from_on):
            return _("You have another time out then, from %(day)s.") % {"day": date_format(other.from_on)}
    return None
