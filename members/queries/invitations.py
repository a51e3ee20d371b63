"""Reads: who can be invited to open an account, and why the others cannot."""

from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress

from members.models import Person, User
from members.rules import why_not_invite

from .membership import is_member, members_on


@dataclass(frozen=True)
class Invitation:
    """`reason` says why `person` gets no mail ("" where one goes out); `again` that an earlier link is unopened."""

    person: Person
    reason: str
    again: bool


def reason_against_inviting(person: Person, today: date) -> str | None:
    address_taken = User.objects.filter(email__iexact=person.email).exclude(pk=person.user_id or 0).exists()
    opened = EmailAddress.objects.filter(user=person.user_id, verified=True).exists() if person.user_id else False
    return why_not_invite(person, is_member=is_member(person, today), address_taken=address_taken, opened=opened)


def invitations(today: date) -> list[Invitation]:
    """All members of `today` who have not opened an account, by name; of two with one address the first gets it."""
    opened = EmailAddress.objects.filter(verified=True).values("user")
    people = members_on(today).exclude(user__in=opened).select_related("user").order_by("sort_key", "pk")
    owners = {email.lower(): pk for pk, email in User.objects.values_list("pk", "email")}
    found = []
    for person in people:
        email = person.email.lower()
        address_taken = owners.get(email, person.user_id or -person.pk) != (person.user_id or -person.pk)
        reason = why_not_invite(person, is_member=True, address_taken=address_taken, opened=False) or ""
        if email and not reason:
            owners[email] = person.user_id or -person.pk
        found.append(Invitation(person, reason, again=person.user_id is not None))
    return found
