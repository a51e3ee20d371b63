"""Whose access has ended with the membership."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from members.models import Membership, Person, Seat, User

from .membership import members_on


def left_by(day: date) -> Q:
    """For a QuerySet of users: was a member once, is none on `day`, and none begins later. Superusers never leave."""
    own = Membership.objects.filter(member__person__user=OuterRef("pk"))
    seat = Seat.objects.filter(person__user=OuterRef("pk"))
    was = Q(Exists(own.filter(from_on__lte=day))) | Q(Exists(seat.filter(from_on__lte=day)))
    coming = Q(Exists(own.filter(from_on__gt=day))) | Q(Exists(seat.filter(from_on__gt=day)))
    belongs = Q(Exists(members_on(day).filter(user=OuterRef("pk"))))
    return was & ~belongs & ~coming & Q(is_superuser=False)


def has_left(user: User, day: date) -> bool:
    """Whether rights and sign-in of `user` have ended with the membership."""
    return User.objects.filter(left_by(day), pk=user.pk).exists()


def is_silenced(address: str) -> bool:
    """Whether an address belongs to the dead alone: nothing is sent there any more (L-DUES-14)."""
    whose = Person.objects.filter(Q(email__iexact=address) | Q(user__email__iexact=address))
    died = [died_on is not None for died_on in whose.values_list("died_on", flat=True)]
    return bool(died) and all(died)
