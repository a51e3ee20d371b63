"""Writes: former members are minimised by themselves, step by step, whether or not they ask."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from members.models import Membership, Person, Seat, User, Visibility
from verein import audit
from verein.models import Retention

from .erasing import erase_account, erase_company, erase_contact, erase_profile

EVER = date(1800, 1, 1)


def former_people(today: date) -> "QuerySet[Any]":
    """Who belonged once and does not any more, with `left_on`, the first day after."""
    going_on = Q(until_on=None) | Q(until_on__gt=today)
    own = Membership.objects.filter(going_on, member__person=OuterRef("pk"))
    seats = Seat.objects.filter(going_on, person=OuterRef("pk"))
    left_on = Greatest(Coalesce(Max("member__periods__until_on"), EVER), Coalesce(Max("seats__until_on"), EVER))
    people = Person.objects.filter(~Exists(own), ~Exists(seats))
    return people.annotate(left_on=left_on).filter(left_on__gt=EVER).select_related("user", "company").order_by("pk")


def minimise_profiles(lengths: Retention, now: datetime) -> int:
    """Profile and account go some months after leaving; who still works in the office keeps the account."""
    today = timezone.localdate(now)
    has_profile = ~Q(listed=Visibility.NOBODY) | ~Q(photo="") | ~Q(pitch="") | ~Q(about="") | ~Q(website="")
    works = Q(user__is_superuser=True) | Exists(User.groups.through.objects.filter(user=OuterRef("user")))
    has_account = Q(user__isnull=False) & ~works
    people = former_people(today).filter(left_on__lte=today - timedelta(days=30 * lengths.profile_months))
    found = list(people.filter(has_profile | has_account))
    for person in found:
        erase_profile(person, now=now)
        if person.user and not person.user.is_superuser and not person.user.groups.exists():
            erase_account(person)
        audit.log("members.minimise", person, fields=["photo", "pitch", "about", "user"], at=now)
    return len(found)


def minimise_contacts(lengths: Retention, now: datetime) -> int:
    """Address, e-mail, phone, date of birth, note go when claims have lapsed; number, name and periods stay."""
    today = timezone.localdate(now)
    holds = Q(pk=None)
    for name in ("email", "phone", "mobile", "street", "postcode", "city", "note", "salutation", "title"):
        holds |= ~Q(**{name: ""})
    holds |= Q(born_on__isnull=False)
    last_year = today.year - lengths.former_years
    # The membership's last day lies in a year whose end is more than so many years ago.
    found = list(former_people(today).filter(holds, left_on__lte=date(last_year, 1, 1)))
    for person in found:
        erase_company(person, keep_name=True, today=today)
        erase_profile(person, now=now)
        erase_contact(person)
        audit.log("members.minimise", person, fields=["email", "phone", "street", "born_on"], at=now)
    return len(found)
