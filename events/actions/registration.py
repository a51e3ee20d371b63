"""Writes: registering, changing, cancelling, and taking a cancellation back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from events import mails
from events.models import Companion, Event, Registration
from events.queries.registration import already_registered, end_of_queue, places, reminded_lately
from events.rules import (
    why_not_admit,
    why_not_attend,
    why_not_cancel,
    why_not_change,
    why_not_decline,
    why_not_grow,
    why_not_late,
    why_not_open,
    why_not_party,
    why_not_reinstate,
    why_not_twice,
)
from members.models import Person, User
from verein import audit

from .queue import RegistrationRefused, lock, lock_registration, move_up, refuse_if, tell_host

__all__ = ["Guest", "Party", "RegistrationRefused", "cancel", "change_party", "decline", "register", "reinstate"]


@dataclass(frozen=True)
class Guest:
    """Somebody without an account; `email` may be empty only where the host registers them by hand."""

    name: str
    company: str = ""
    email: str = ""
    language: str = "de"


@dataclass(frozen=True)
class Party:
    """What comes with a registration; companions by name."""

    companions: Sequence[str] = ()
    remark: str = ""
    on_list: bool = False

    @property
    def size(self) -> int:
        return 1 + len(self.companions)


@transaction.atomic
def register(
    *,
    event: Event,
    who: Person | Guest,
    party: Party,
    now: datetime,
    actor: User | None = None,
    by_host: bool = False,
) -> Registration:
    """Register a member (`Person`) or a guest: confirmed if places are left and nobody waits, else waiting.

    Locks the event. `actor` is whoever is signed in; another member's account means: signed up by a colleague. The
    host (`by_host`) may also register after the deadline, guests at a members' event and more companions than
    allowed, but never beyond the capacity. Raises RegistrationRefused, also for who is registered already.
    """
    event = lock(event.pk)
    _refuse_register(event, who, party, now=now, by_host=by_host)
    already = _already(event, who)
    refuse_if(why_not_twice(already=already is not None))
    return _create(event, who, party, now=now, actor=actor)


@transaction.atomic
def register_guest(*, event: Event, guest: Guest, party: Party, now: datetime) -> Registration:
    """As `register`, for a visitor who is not signed in: an address that is registered already is no reason to refuse.

    Its owner gets a mail with the link to the existing registration, which is returned unchanged; the page says the
    same to everybody, so nobody learns who comes. Locks the event.
    """
    event = lock(event.pk)
    _refuse_register(event, guest, party, now=now, by_host=False)
    already = _already(event, guest)
    if already is None:
        return _create(event, guest, party, now=now, actor=None)
    already.event = event
    if not reminded_lately(already, now=now):
        mails.already_registered(already, now=now)
    return already


def _refuse_register(event: Event, who: Person | Guest, party: Party, *, now: datetime, by_host: bool) -> None:
    if by_host:
        refuse_if(why_not_attend(event, now=now))
        return
    refuse_if(
        why_not_open(event, now=now)
        or why_not_admit(event, is_member=isinstance(who, Person))
        or why_not_party(event, companions=len(party.companions))
    )


def _already(event: Event, who: Person | Guest) -> Registration | None:
    if isinstance(who, Person):
        return already_registered(event, person=who)
    return already_registered(event, email=who.email) if who.email else None


def _create(event: Event, who: Person | Guest, party: Party, *, now: datetime, actor: User | None) -> Registration:
    person = who if isinstance(who, Person) else None
    whose = (
        {"guest_name": who.name, "guest_company": who.company, "guest_email": who.email}
        if isinstance(who, Guest)
        else {"person": who}
    )
    registration = Registration.objects.create(
        event=event,
        **whose,
        state=Registration.State.CONFIRMED if places(event).fits(party.size) else Registration.State.WAITING,
        party_size=party.size,
        remark=party.remark,
        on_list=party.on_list,
        language=who.language,
        created_at=now,
        queued_at=end_of_queue(event, now),
        registered_by=actor if actor and (person is None or person.user_id != actor.pk) else None,
    )
    _name_companions(registration, party.companions)
    audit.log("events.register", registration, actor=actor, fields=["state", "party_size"], at=now)
    mails.registered(registration, now=now)
    tell_host(registration)
    return registration


def _name_companions(registration: Registration, names: Sequence[str]) -> None:
    registration.companions.all().delete()
    Companion.objects.bulk_create(Companion(registration=registration, name=name) for name in names)


@transaction.atomic
def change_party(
    *, registration: Registration, party: Party, now: datetime, actor: User | None = None, by_host: bool = False
) -> Registration:
    """Change companions, remark and the consent to be on the list. Locks the event.

    A smaller party frees places at once. A larger one that has places needs free ones which nobody waits for;
    otherwise it is refused and stays as it was. A larger one that waits goes to the end of the waiting list.
    """
    registration = lock_registration(registration.pk)
    event, more = registration.event, party.size - registration.party_size
    if by_host:
        refuse_if(why_not_attend(event, now=now))
    else:
        refuse_if(why_not_change(registration, now=now))
    if more > 0:
        _refuse_growth(registration, party, now=now, by_host=by_host)
    if more > 0 and registration.state == Registration.State.WAITING:
        registration.queued_at = end_of_queue(event, now)
    values = {"party_size": party.size, "remark": party.remark, "on_list": party.on_list}
    changed = audit.changed_fields(registration, values)
    if list(registration.companions.order_by("pk").values_list("name", flat=True)) != list(party.companions):
        changed.append("companions")
        _name_companions(registration, party.companions)
    if not changed:
        return registration
    for name, value in values.items():
        setattr(registration, name, value)
    registration.save(update_fields=[*values, "queued_at"])
    audit.log("events.change_party", registration, actor=actor, fields=changed, at=now)
    mails.changed(registration, now=now)
    if more:
        tell_host(registration)
        move_up(event, now=now)
        registration.refresh_from_db(fields=["state", "promoted_at"])
    return registration


def _refuse_growth(registration: Registration, party: Party, *, now: datetime, by_host: bool) -> None:
    event, have = registration.event, places(registration.event)
    if not by_host:
        refuse_if(why_not_late(event.page, now=now) or why_not_party(event, companions=len(party.companions)))
    if registration.state == Registration.State.CONFIRMED:
        refuse_if(why_not_grow(more=party.size - registration.party_size, left=have.free, waiting=have.waiting))


@transaction.atomic
def cancel(
    *, registration: Registration, now: datetime, actor: User | None = None, by_host: bool = False
) -> Registration:
    """Cancel; those who wait move up. The host may also do it after the deadline. Locks the event."""
    registration = lock_registration(registration.pk)
    if not by_host or registration.state == Registration.State.CANCELLED:
        refuse_if(why_not_cancel(registration, now=now))
    return _cancel(registration, "events.cancel_registration", now=now, actor=actor)


@transaction.atomic
def decline(*, registration: Registration, now: datetime, actor: User | None = None) -> Registration:
    """Whoever moved up says "no, thank you"; the next in line gets the places. Locks the event."""
    registration = lock_registration(registration.pk)
    refuse_if(why_not_decline(registration, now=now))
    return _cancel(registration, "events.decline", now=now, actor=actor)


def _cancel(registration: Registration, action: str, *, now: datetime, actor: User | None) -> Registration:
    registration.state, registration.cancelled_at = Registration.State.CANCELLED, now
    registration.save(update_fields=["state", "cancelled_at"])
    audit.log(action, registration, actor=actor, fields=["state"], at=now)
    mails.cancelled(registration, now=now)
    tell_host(registration)
    move_up(registration.event, now=now)
    return registration


@transaction.atomic
def reinstate(
    *, registration: Registration, now: datetime, actor: User | None = None, by_host: bool = False
) -> Registration:
    """Take a cancellation back: with places if any are left and nobody waits, else at the end of the waiting list.

    Locks the event. The host may also do it after the deadline.
    """
    registration = lock_registration(registration.pk)
    event = registration.event
    already = already_registered(event, person=registration.person, email=registration.guest_email) is not None
    if by_host and registration.state == Registration.State.CANCELLED:
        refuse_if(why_not_attend(event, now=now) or why_not_twice(already=already))
    else:
        refuse_if(why_not_reinstate(registration, now=now, already=already))
    fits = places(event).fits(registration.party_size)
    registration.state = Registration.State.CONFIRMED if fits else Registration.State.WAITING
    registration.queued_at = end_of_queue(event, now)
    registration.cancelled_at = registration.promoted_at = None
    registration.save(update_fields=["state", "queued_at", "cancelled_at", "promoted_at"])
    audit.log("events.reinstate_registration", registration, actor=actor, fields=["state"], at=now)
    mails.registered(registration, now=now)
    tell_host(registration)
    return registration


def cancel_for_the_dead(person: Person, *, actor: User | None, now: datetime) -> None:
    """Coming registrations of somebody who has died: the places become free, no mail goes to the address any more."""
    coming = Registration.objects.filter(person=person, event__page__ends_at__gt=now).exclude(
        state=Registration.State.CANCELLED
    )
    for registration in coming.order_by("event_id"):
        cancel(registration=registration, now=now, actor=actor, by_host=True)
