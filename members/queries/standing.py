"""Whose access has ended with the membership."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from members.models import Membership, Person, Seat, User

from .membership import members_on


def left_people(day: date) -> "QuerySet[Person]":
    """Who was a member once, by a membership or a seat of their own, and is none on `day`."""
    own = Membership.objects.filter(member__person=OuterRef("pk"), from_on__lte=day)
    seat = Seat.objects.filter(person=OuterRef("pk"), from_on__lte=day)
    once = Person.objects.filter(Q(Exists(own)) | Q(Exists(seat)))
    return once.exclude(Exists(members_on(day).filter(pk=OuterRef("pk"))))


def left_by(day: date) -> Q:
    """For a QuerySet of users: has left by `day`, and no membership begins later. Superusers never leave."""
    own = Membership.objects.filter(member__person__user=OuterRef("pk"), from_on__gt=day)
    seat = Seat.objects.filter(person__user=OuterRef("pk"), from_on__gt=day)
    left = Q(Exists(left_people(day).filter(user=OuterRef("pk"))))
    return left & ~Q(Exists(own)) & ~Q(Exists(seat)) & Q(is_superuser=False)


def has_left(user: User, day: date) -> bool:
    """Whether rights and sign-in of `user` have ended with the membership."""
    return User.objects.filter(left_by(day), pk=user.pk).exists()


def is_silenced(address: str) -> bool:
    """Whether an address belongs to the dead alone: nothing is sent there any more (L-DUES-14)."""
    whose = Person.objects.filter(Q(email__iexact=address) | Q(user__email__iexact=address))
    died = [died_on is not None for died_on in whose.values_list("died_on", flat=True)]
    return bool(died) and all(died)
