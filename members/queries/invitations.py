"""Reads: who can be invited to open an account, and why the others cannot."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.utils.timezone import localdate
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from members.models import Person, User
from members.rules import why_not_invite
from verein.models import LogEntry

from .membership import is_member, members_on

AGAIN_AFTER = timedelta(days=1)  # until then "invite all" sends nobody a second mail
INVITE_TASK = "members.actions.accounts.invite_all"
GIVEN_UP_AFTER = timedelta(hours=1)  # the task was killed: the button is there again


@dataclass(frozen=True)
class Invitation:
    """`reason` says why `person` gets no mail ("" where one goes out); `again` that an earlier link is unopened.

    `lately`: that link was sent within a day.
    """

    person: Person
    reason: str
    again: bool
    lately: bool

    @property
    def goes_out(self) -> bool:
        return not self.reason and not self.lately


def reason_against_inviting(person: Person, today: date) -> str | None:
    address_taken = User.objects.filter(email__iexact=person.email).exclude(pk=person.user_id or 0).exists()
    opened = EmailAddress.objects.filter(user=person.user_id, verified=True).exists() if person.user_id else False
    return why_not_invite(person, is_member=is_member(person, today), address_taken=address_taken, opened=opened)


def invitations(now: datetime) -> list[Invitation]:
    """All members who have not opened an account, by name; of two with one address the first gets it."""
    opened = EmailAddress.objects.filter(verified=True).values("user")
    people = members_on(localdate(now)).exclude(user__in=opened).select_related("user").order_by("sort_key", "pk")
    owners = {email.lower(): pk for pk, email in User.objects.values_list("pk", "email")}
    lately, found = invited_lately(now), []
    for person in people:
        email = person.email.lower()
        address_taken = owners.get(email, person.user_id or -person.pk) != (person.user_id or -person.pk)
        reason = why_not_invite(person, is_member=True, address_taken=address_taken, opened=False) or ""
        if email and not reason:
            owners[email] = person.user_id or -person.pk
        found.append(Invitation(person, reason, again=person.user_id is not None, lately=person.pk in lately))
    return found


def invited_lately(now: datetime, person: Person | None = None) -> set[int]:
    """Ids of people who were invited within a day, as the log has it."""
    entries = LogEntry.objects.filter(action="members.invite", at__gt=now - AGAIN_AFTER)
    if person:
        entries = entries.filter(object_id=person.pk)
    return {int(pk) for pk in entries.values_list("object_id", flat=True)}


def inviting(now: datetime) -> bool:
    """Whether the task that invites everybody waits or works."""
    at_work = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    tasks = DBTaskResult.objects.filter(task_path=INVITE_TASK, status__in=at_work)
    return tasks.filter(enqueued_at__gt=now - GIVEN_UP_AFTER).exists()
