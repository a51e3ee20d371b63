"""Writes: a time out (Auszeit), which a person sets: still listed and referable, not counted absent."""

from datetime import date, timedelta

from django.db import transaction

from members.models import Person, TimeOut, User
from members.rules.time_out import why_not_time_out
from verein import audit

from .refusal import MemberRefused


@transaction.atomic
def take_time_out(person: Person, *, from_on: date, last_day: date, reason: str, actor: User | None) -> TimeOut:
    """From `from_on` to `last_day`; the reason is seen by the person and the board alone. Locks the person."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    until_on = last_day + timedelta(days=1)
    if why_not := why_not_time_out(person.time_outs.all(), from_on, until_on):
        raise MemberRefused(why_not)
    time_out = TimeOut.objects.create(person=person, from_on=from_on, until_on=until_on, reason=reason)
    audit.log("members.set_time_out", person, actor=actor, fields=["from_on", "until_on"])
    return time_out


@transaction.atomic
def end_time_out(time_out: TimeOut, *, today: date, actor: User | None) -> None:
    """Back from today on; one that has not begun is gone."""
    if time_out.from_on >= today:
        time_out.delete()
    else:
        TimeOut.objects.filter(pk=time_out.pk).update(until_on=today)
    audit.log("members.set_time_out", time_out.person, actor=actor, fields=["until_on"])
