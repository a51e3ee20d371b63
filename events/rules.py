"""Why not: the reasons, in words for the visitor, why something cannot be done with an event or a registration."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from verein.templatetags.verein import clock, day_short

from .models import Event, EventPage, Registration

# How long after the event those who were registered still see who else came (domain.md, L-DP-5).
LIST_SHOWN_AFTER = timedelta(days=14)


def registration_deadline(page: EventPage) -> datetime:
    return page.registration_closes_at or page.starts_at


def cancel_deadline(page: EventPage) -> datetime:
    return page.cancel_until or page.starts_at


def promote_deadline(page: EventPage) -> datetime:
    """Until when people move up by themselves; later the host decides."""
    return page.promote_until or cancel_deadline(page)


def moves_up_by_itself(event: Event, *, now: datetime) -> bool:
    return event.state != Event.State.CANCELLED and now < promote_deadline(event.page)


def why_not_attend(event: Event, *, now: datetime) -> str | None:
    """What stands in everybody's way, host included."""
    if not event.page.live:
        return _("This event has not been published.")
    if event.state == Event.State.CANCELLED:
        return _("This event has been cancelled.")
    if not event.page.takes_registrations:
        return _("No registration is needed for this event.")
    return None


def why_not_open(event: Event, *, now: datetime) -> str | None:
    """Why nobody can register by themselves now."""
    page = event.page
    if reason := why_not_attend(event, now=now):
        return reason
    if now >= page.ends_at:
        return _("This event is over.")
    if page.registration_opens_at and now < page.registration_opens_at:
        return _("Registration opens on %(time)s.") % {"time": _moment(page.registration_opens_at)}
    return why_not_late(page, now=now)


def why_not_late(page: EventPage, *, now: datetime) -> str | None:
    """Why there are no more registrations, and no larger parties."""
    if now < registration_deadline(page):
        return None
    return _("The registration deadline has passed (%(time)s).") % {"time": _moment(registration_deadline(page))}


def why_not_admit(event: Event, *, is_member: bool) -> str | None:
    """Why this kind of person cannot register."""
    if is_member:
        return None
    if event.page.members_only:
        return _("This event is for members only.")
    if not event.page.guests_allowed:
        return _("Guests cannot register for this event.")
    return None


def why_not_party(event: Event, *, companions: int) -> str | None:
    """Why a party of this size can never come."""
    most = event.page.companions_max
    if companions > most:
        if not most:
            return _("Companions cannot be registered for this event.")
        return ngettext(
            "You can bring at most %(count)d companion.", "You can bring at most %(count)d companions.", most
        ) % {"count": most}
    if event.capacity is not None and companions + 1 > event.capacity:
        return ngettext(
            "There is only %(count)d place in all.", "There are only %(count)d places in all.", event.capacity
        ) % {"count": event.capacity}
    return None


def why_not_register(event: Event, *, now: datetime, is_member: bool, companions: int = 0) -> str | None:
    """Why somebody cannot register by themselves. That they are registered already is `why_not_twice`."""
    return (
        why_not_open(event, now=now)
        or why_not_admit(event, is_member=is_member)
        or why_not_party(event, companions=companions)
    )


def why_not_twice(*, already: bool) -> str | None:
    return _("There is a registration for this event already.") if already else None


def why_not_change(registration: Registration, *, now: datetime) -> str | None:
    """Why the party, the remark or the consent cannot be changed by oneself any more."""
    page = registration.event.page
    if registration.state == Registration.State.CANCELLED:
        return _("This registration has been cancelled.")
    if reason := why_not_attend(registration.event, now=now):
        return reason
    if now >= cancel_deadline(page):
        return _("Changes were possible until %(time)s. Please ask the host.") % {
            "time": _moment(cancel_deadline(page))
        }
    return None


def why_not_grow(*, more: int, left: int | None, waiting: int) -> str | None:
    """Why a confirmed party cannot take `more` people; `left` None means no limit, `waiting` counts parties."""
    if waiting:
        return _("Others are waiting for a place, so your party cannot grow. Your registration stays as it was.")
    if left is not None and more > left:
        return ngettext(
            "Only %(count)d more place is left. Your registration stays as it was.",
            "Only %(count)d more places are left. Your registration stays as it was.",
            left,
        ) % {"count": left}
    return None


def why_not_cancel(registration: Registration, *, now: datetime) -> str | None:
    """Why one cannot cancel by oneself. Whoever only waits may step back until the start."""
    page = registration.event.page
    if registration.state == Registration.State.CANCELLED:
        return _("This registration has been cancelled.")
    deadline = page.starts_at if registration.state == Registration.State.WAITING else cancel_deadline(page)
    if now >= deadline:
        return _("Cancelling was possible until %(time)s. Please tell the host.") % {"time": _moment(deadline)}
    return None


def why_not_decline(registration: Registration, *, now: datetime) -> str | None:
    """Whoever moved up may say no until the start, also after the deadline for cancelling."""
    if registration.state != Registration.State.CONFIRMED or registration.promoted_at is None:
        return _("There is no place to decline.")
    if now >= registration.event.page.starts_at:
        return _("The event has begun.")
    return None


def why_not_reinstate(registration: Registration, *, now: datetime, already: bool) -> str | None:
    """Why one cannot take one's own cancellation back."""
    page = registration.event.page
    if registration.state != Registration.State.CANCELLED:
        return _("This registration has not been cancelled.")
    if reason := why_not_attend(registration.event, now=now):
        return reason
    deadline = max(cancel_deadline(page), registration_deadline(page))
    if now >= deadline:
        return _("Registering again was possible until %(time)s. Please ask the host.") % {"time": _moment(deadline)}
    return why_not_twice(already=already)


def never_fits(registration: Registration, event: Event) -> bool:
    """Whether the party is larger than the whole event: fewer places have been set since it registered."""
    return event.capacity is not None and registration.party_size > event.capacity


def why_not_promote(registration: Registration, *, now: datetime, left: int | None, first: bool) -> str | None:
    """Why the host cannot give this party a place; `left` counts places whether or not somebody waits."""
    if registration.state != Registration.State.WAITING:
        return _("This registration is not on the waiting list.")
    if reason := why_not_attend(registration.event, now=now):
        return reason
    if left is not None and registration.party_size > left:
        return ngettext(
            "The party needs more than the %(count)d place left. Raise the capacity first.",
            "The party needs more than the %(count)d places left. Raise the capacity first.",
            left,
        ) % {"count": left}
    if not first and moves_up_by_itself(registration.event, now=now):
        return _("Until %(time)s people move up by themselves, in the order of arrival.") % {
            "time": _moment(promote_deadline(registration.event.page))
        }
    return None


def why_not_mark(event: Event, *, now: datetime) -> str | None:
    """Why it cannot be recorded yet who came; an hour before the start people arrive."""
    if event.state == Event.State.CANCELLED:
        return _("This event has been cancelled.")
    if now < event.page.starts_at - timedelta(hours=1):
        return _("Who came can be recorded from one hour before the start.")
    return None


def why_not_see_list(registration: Registration | None, *, now: datetime) -> str | None:
    """Only who has a place sees who else comes: before the event and until two weeks after."""
    if registration is None or registration.state != Registration.State.CONFIRMED:
        return _("The attendee list is shown to registered people.")
    if now >= registration.event.page.ends_at + LIST_SHOWN_AFTER:
        return _("The attendee list is no longer shown.")
    return None


def why_not_delete(event: Event, *, registrations: int) -> str | None:
    """Why the page cannot be deleted; `registrations` counts all that ever were, cancelled ones too."""
    if not registrations:
        return None
    return _(
        "“%(title)s” cannot be deleted: people have registered for it, and what they were told must stay true. "
        "Cancel the event instead; everybody is told."
    ) % {"title": event.page.title}


def why_not_unpublish(event: Event, *, registrations: int, now: datetime) -> str | None:
    """Why the page cannot be hidden; `registrations` counts the active ones."""
    if not registrations or event.state == Event.State.CANCELLED or event.page.ends_at <= now:
        return None
    return ngettext(
        "“%(title)s” cannot be hidden: %(count)d registration counts on it. Cancel the event instead: all are told.",
        "“%(title)s” cannot be hidden: %(count)d registrations count on it. Cancel the event instead: all are told.",
        registrations,
    ) % {"title": event.page.title, "count": registrations}


def _moment(value: datetime) -> str:
    return _("%(day)s, %(clock)s") % {"day": day_short(value), "clock": clock(value)}
