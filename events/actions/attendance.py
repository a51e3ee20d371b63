"""Writes: who came."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from events.models import Event, Registration
from events.rules import why_not_mark
from members.models import User
from members.queries.time_out import away_on
from verein import audit

from .queue import lock, refuse_if


@transaction.atomic
def mark_attendance(*, event: Event, marks: Mapping[int, str], now: datetime, actor: User | None) -> int:
    """Record who was present, excused or absent; `marks` maps registrations' ids to `Attendance` values ("" clears).

    Only registrations with a place count, others are passed over. Whoever takes a time out is excused, never absent.
    Returns how many have changed. Locks the event.
    """
    event = lock(event.pk)
    refuse_if(why_not_mark(event, now=now))
    changed = []
    registrations = list(event.registrations.confirmed().filter(pk__in=marks))
    day = timezone.localdate(event.page.starts_at)
    away = away_on(day, [registration.person_id for registration in registrations])
    for registration in registrations:
        mark = marks[registration.pk]
        if mark == Registration.Attendance.ABSENT and registration.person_id in away:
            mark = Registration.Attendance.EXCUSED
        if mark != registration.attendance and mark in {"", *Registration.Attendance.values}:
            registration.attendance = mark
            registration.save(update_fields=["attendance"])
            changed.append(registration)
    for registration in changed:
        audit.log("events.mark_attendance", registration, actor=actor, fields=["attendance"], at=now)
    return len(changed)
