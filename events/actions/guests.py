"""Writes: a guest who has become a member keeps the history."""

from django.db.models import Exists, OuterRef

from events.models import Registration
from members.models import Person, User
from verein import audit


def adopt_guest_registrations(person: Person, *, actor: User | None) -> int:
    """Registrations a guest made with the person's address become the person's; returns how many.

    Runs inside the transaction of the admission (`settings.ON_JOINING`). Where the person has a registration of their
    own for the event, the guest's stays as it is.
    """
    if not person.email:
        return 0
    own = Registration.objects.active().filter(event=OuterRef("event"), person=person)
    found = Registration.objects.filter(guest_email__iexact=person.email).exclude(Exists(own))
    for registration in found.select_for_update(of=("self",)).order_by("pk"):
        registration.person = person
        registration.guest_name = registration.guest_email = ""
        registration.save(update_fields=["person", "guest_name", "guest_email"])
        audit.log("events.adopt_registration", registration, actor=actor, fields=["person"])
    return len(found)
