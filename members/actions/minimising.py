"""Writes: former members are minimised by themselves, step by step, whether or not they ask."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from members.models import User, Visibility
from members.queries.standing import former_people
from verein import audit
from verein.models import Retention

from .erasing import erase_account, erase_company, erase_contact, erase_profile


def _former(today: date) -> "QuerySet[Any]":
    return former_people(today).select_related("user", "company").order_by("pk")


def minimise_profiles(lengths: Retention, now: datetime) -> int:
    """Profile and account go some months after leaving; who still works in the office keeps the account."""
    today = timezone.localdate(now)
    has_profile = ~Q(listed=Visibility.NOBODY) | ~Q(photo="") | ~Q(pitch="") | ~Q(about="") | ~Q(website="")
    works = Q(user__is_superuser=True) | Exists(User.groups.through.objects.filter(user=OuterRef("user")))
    has_account = Q(user__isnull=False) & ~works
    people = _former(today).filter(left_on__lte=today - timedelta(days=30 * lengths.profile_months))
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
    found = list(_former(today).filter(holds, left_on__lte=date(last_year, 1, 1)))
    for person in found:
        erase_company(person, keep_name=True, today=today)
        erase_profile(person, now=now)
        erase_contact(person)
        audit.log("members.minimise", person, fields=["email", "phone", "street", "born_on"], at=now)
    return len(found)
