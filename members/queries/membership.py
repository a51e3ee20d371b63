"""Who is a member on a day, and who is asking."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least

from members.models import Company, Membership, Person, Seat, User, Visibility

BOARD_GROUP = "Board"
TREASURER_GROUP = "Treasurer"
AUDITORS_GROUP = "Auditors"
EVENT_EDITORS_GROUP = "Event editors"
EDITORS_GROUP = "Editors"


@dataclass(frozen=True)
class Viewer:
    """Who is asking, as far as visibility goes."""

    level: str = Visibility.EVERYONE
    person: Person | None = None

    @property
    def is_member(self) -> bool:
        return self.level in {Visibility.MEMBERS, Visibility.BOARD}


def memberships_on(day: date) -> "QuerySet[Membership]":
    """What is in force in the association on `day`; a group inside it makes nobody a member of it."""
    return Membership.objects.on(day).filter(group="")


def members_on(day: date) -> "QuerySet[Person]":
    """The people who belong on `day`: by a membership of their own, or a seat in a company that is the member."""
    in_force = memberships_on(day)
    seats = Seat.objects.on(day).filter(Exists(in_force.filter(member=OuterRef("member"))))
    return Person.objects.filter(
        Exists(in_force.filter(member__person=OuterRef("pk"))) | Exists(seats.filter(person=OuterRef("pk")))
    )


def companies_on(day: date) -> "QuerySet[Company]":
    """Companies that are a member on `day`, or in which somebody is."""
    in_force = memberships_on(day)
    return Company.objects.filter(
        Q(Exists(in_force.filter(member__company=OuterRef("pk"))))
        | Q(Exists(in_force.filter(member__person__company=OuterRef("pk"))))
    )


def with_joined_on(people: "QuerySet[Person]") -> "QuerySet[Any]":
    """`people` with `joined_on`: the first day of their first membership or of their first seat in a company."""
    own = Membership.objects.filter(member__person=OuterRef("pk"), group="").order_by("from_on").values("from_on")[:1]
    seat = Seat.objects.filter(person=OuterRef("pk")).order_by("from_on").values("from_on")[:1]
    # Coalesce both ways: SQLite's least of a date and nothing is nothing.
    either = Least(Coalesce(Subquery(own), Subquery(seat)), Coalesce(Subquery(seat), Subquery(own)))
    return people.annotate(joined_on=either)


def is_member(person: Person, day: date) -> bool:
    return members_on(day).filter(pk=person.pk).exists()


def viewer_of(user: User | AnonymousUser, day: date) -> Viewer:
    """What `user` may see today: the board's groups see what is for the board, members what is for members."""
    if not user.is_authenticated or not user.is_active:
        return Viewer()
    person = Person.objects.filter(user=user).select_related("company").first()
    if user.is_superuser or user.groups.filter(name=BOARD_GROUP).exists():
        return Viewer(Visibility.BOARD, person)
    if person and is_member(person, day):
        return Viewer(Visibility.MEMBERS, person)
    return Viewer(Visibility.EVERYONE, person)
