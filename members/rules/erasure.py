"""How much of somebody's data may be erased on a day, and until when the rest stays."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from members.models import ErasureRequest, Person
from members.models.rulebook import Length, Unit
from verein.privacy import Subject

from .calendar import add

Periods = Iterable[tuple[date, date | None]]


def due_on(received_on: date) -> date:
    """An answer is due within one month (Art. 12 (3) GDPR)."""
    return add(received_on, Length(number=1, unit=Unit.MONTHS))


def name_until(periods: Periods, years: int) -> date | None:
    """The last day on which name, number and periods are needed; None while a membership runs or there was none.

    Claims lapse three years after the end of the year (§§ 195, 199 BGB, domain L-DUES-13, L-DP-12).
    """
    ends = [until_on for _from_on, until_on in periods]
    if not ends or None in ends:
        return None
    last_day = max(end for end in ends if end) - timedelta(days=1)
    return date(last_day.year + years, 12, 31)


def scope_of(periods: Periods, today: date, years: int) -> Subject.Scope:
    """`periods` are half open. Who is a member, or will be, loses the profile only."""
    periods = list(periods)
    if any(until_on is None or until_on > today for _from_on, until_on in periods):
        return Subject.Scope.PROFILE
    needed = name_until(periods, years)
    return Subject.Scope.CONTACT if needed and today <= needed else Subject.Scope.ALL


def why_not_as_guest(people: Sequence[Person]) -> str | None:
    """Whom we know as a person is looked up there: with everything, not by one address."""
    if not people:
        return None
    names = ", ".join(person.name for person in people)
    return _("This address belongs to somebody we know: %(names)s.") % {"names": names}


def why_not_erase(person: Person, *, has_rights: bool) -> str | None:
    """Whoever still works in the back office gives that up first: the log of today must name them."""
    if has_rights:
        return _("%(name)s still has rights in the back office. Please take them away first.") % {"name": person.name}
    return None


def why_not_request(*, is_open: bool) -> str | None:
    return _("Your request has been received already.") if is_open else None


def why_not_answer(request: ErasureRequest) -> str | None:
    if request.state != ErasureRequest.State.OPEN:
        return _("This request has been answered already.")
    return None


def why_not_send_link(person: Person) -> str | None:
    if not person.email:
        return _("There is no e-mail address for %(name)s.") % {"name": person.name}
    return None
