"""Which meetings somebody came to as a guest: admission counts them (settings.GUEST_VISITS)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from events.models import Registration


def visits_of(emails: Iterable[str]) -> dict[str, list[date]]:
    """The days on which people with these addresses were marked as present, by address in small letters."""
    wanted = {email.lower() for email in emails if email}
    rows = (
        Registration.objects.filter(attendance=Registration.Attendance.PRESENT)
        .annotate(guest=Lower("guest_email"), contact=Lower("person__email"))
        .filter(Q(guest__in=wanted) | Q(contact__in=wanted))
        .values_list("guest", "contact", "event__page__starts_at")
        .order_by("event__page__starts_at")
    )
    found: dict[str, list[date]] = {}
    for guest, contact, starts_at in rows:
        found.setdefault(guest or contact, []).append(timezone.localdate(starts_at))
    return found
