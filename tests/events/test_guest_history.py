"""A guest who becomes a member keeps the history."""

from datetime import date

import pytest

from events.models import Registration
from members.actions.membership import start_membership
from members.models import MembershipType
from tests.factories import PersonFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def test_registrations_of_a_guest_become_those_of_the_member() -> None:
    person = PersonFactory()
    full = MembershipType.objects.create(key="full", name="Mitglied")
    as_guest = RegistrationFactory(guest_email=person.email.upper(), attendance="present")
    own = RegistrationFactory(person=person, guest_name="", guest_email="")
    twice = RegistrationFactory(event=own.event, guest_email=person.email)
    foreign = RegistrationFactory()

    start_membership(person, type=full, from_on=date(2026, 1, 1), actor=None)

    as_guest.refresh_from_db()
    assert (as_guest.person, as_guest.guest_email, as_guest.attendance) == (person, "", "present")
    assert set(Registration.objects.filter(person=None)) == {twice, foreign}
