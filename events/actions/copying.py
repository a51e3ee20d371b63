"""Writes: new dates made from an event that was."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from events.models import EventPage
from members.models import User
from verein import audit

MOVED = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at", "cancel_until", "promote_until")


@transaction.atomic
def copy_event(*, page: EventPage, starts: Iterable[datetime], title: str, by: User, now: datetime) -> list[EventPage]:
    """Make one draft for each of `starts`, with end, deadlines and programme moved by the same wall-clock distance.

    Recap, pictures of the recap and number of people who came stay with the old event; state, places in force and
    registrations belong to the row of each event and start afresh when the copy is published.
    """
    return [_copy(page, starts_at, title, by, now) for starts_at in starts]


def _copy(page: EventPage, starts_at: datetime, title: str, by: User, now: datetime) -> EventPage:
    distance = _wall(starts_at) - _wall(page.starts_at)
    moved = {name: _move(getattr(page, name), distance) for name in MOVED}
    slug = _free_slug(page, _wall(starts_at).date())
    copy: EventPage = page.copy(
        update_attrs={**moved, "starts_at": starts_at, "title": title, "draft_title": title, "slug": slug},
        copy_revisions=False,
        keep_live=False,
        user=by,
    )
    for item in copy.programme_items.exclude(starts_at=None):
        item.starts_at = (datetime.combine(date(2000, 1, 3), item.starts_at) + distance).time()
        item.save(update_fields=["starts_at"])
    copy = EventPage.objects.get(pk=copy.pk)
    copy.save_revision(user=by, changed=False)
    audit.log("events.copy", copy, actor=by, at=now)
    return copy


def _wall(value: datetime) -> datetime:
    return timezone.localtime(value).replace(tzinfo=None)


def _move(value: datetime | None, distance: timedelta) -> datetime | None:
    """Seven o'clock stays seven o'clock, on whichever side of a DST change it lies."""
    return timezone.make_aware(_wall(value) + distance) if value else None


def _free_slug(page: EventPage, day: date) -> str:
    base = f"{re.sub(r'-[0-9]{4}-[0-9]{2}-[0-9]{2}(-[0-9]+)?$', '', page.slug)}-{day:%Y-%m-%d}"
    taken = set(page.get_siblings().filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 1000))) if slug not in taken)
