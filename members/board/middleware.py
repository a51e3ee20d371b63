"""Rights of offices are right by the date of the request, whether or not the hourly job has run."""

from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .actions import follow_the_calendar

GetResponse = Callable[[HttpRequest], HttpResponse]

# The day up to which this process knows the rights to be right. Within a day only actions change terms, and they apply
# the rights themselves, for all processes, in the database.
applied_on: dict[str, date] = {}


def office_rights(get_response: GetResponse) -> GetResponse:
    """The first request of somebody signed in on a new day lets the calendar give and take rights first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        today = timezone.localdate(now)
        if applied_on.get("day") != today and request.user.is_authenticated:
            follow_the_calendar(now)
            applied_on["day"] = today
        return get_response(request)

    return middleware
