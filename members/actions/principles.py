"""Writes: versions of the principles, who has accepted them, the one mail and the one reminder about each."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from members import mails
from members.models import Consent, Person, Principles, User
from members.queries.principles import KIND, earlier, latest_day, not_accepted, principles_on
from members.rules.principles import (
    why_not_accept,
    why_not_edit,
    why_not_put_in_force,
    why_not_remind,
    why_not_take_back,
)
from verein import audit

from .refusal import refuse


def _locked(principles: Principles) -> Principles:
    return Principles.objects.select_for_update().get(pk=principles.pk)


@transaction.atomic
def create_principles(*, title: str, text: str, summary: str = "", actor: User | None) -> Principles:
    """A new draft."""
    draft = Principles.objects.create(title=title, text=text, summary=summary)
    audit.log("members.create_principles", draft, actor=actor, fields=["title", "text", "summary"])
    return draft


@transaction.atomic
def change_principles(principles: Principles, *, title: str, text: str, summary: str, actor: User | None) -> Principles:
    """Other words; refused once the version has a day."""
    draft = _locked(principles)
    refuse(why_not_edit(draft))
    changed = audit.changed_fields(draft, {"title": title, "text": text, "summary": summary})
    draft.title, draft.text, draft.summary = title, text, summary
    if changed:
        draft.save(update_fields=changed)
        audit.log("members.change_principles", draft, actor=actor, fields=changed)
    return draft


@transaction.atomic
def put_principles_in_force(
    principles: Principles, *, in_force_on: date, actor: User | None, now: datetime
) -> Principles:
    """From that day it counts and never changes again; members are told on the day, or at once if it has come."""
    draft = _locked(principles)
    refuse(why_not_put_in_force(draft, in_force_on=in_force_on, latest=latest_day()))
    draft.in_force_on = in_force_on
    draft.save(update_fields=["in_force_on"])
    audit.log("members.put_principles_in_force", draft, actor=actor, fields=["in_force_on"], at=now)
    tell_of_principles(now)
    return draft


@transaction.atomic
def take_back_principles(principles: Principles, *, today: date, actor: User | None) -> None:
    """A version whose day has not come is a draft again."""
    principles = _locked(principles)
    refuse(why_not_take_back(principles, today=today))
    principles.in_force_on = None
    principles.save(update_fields=["in_force_on"])
    audit.log("members.take_back_principles", principles, actor=actor, fields=["in_force_on"])


@transaction.atomic
def delete_principles(principles: Principles, *, actor: User | None) -> None:
    draft = _locked(principles)
    refuse(why_not_edit(draft))
    audit.log("members.delete_principles", draft, actor=actor)
    draft.delete()


@transaction.atomic
def accept_principles(person: Person, *, version: str, source: str, actor: User | None, now: datetime) -> None:
    """`person` accepts the version in force; twice is once. Locks the person."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    refuse(why_not_accept(principles_on(timezone.localdate(now)), version=version))
    given = Consent.objects.filter(person=person, kind=KIND, text_version=version, withdrawn_at=None)
    if given.exists():
        return
    Consent.objects.create(person=person, kind=KIND, text_version=version, given_at=now, source=source)
    audit.log("members.accept_principles", person, actor=actor, fields=["consents"], at=now)


@transaction.atomic
def tell_of_principles(now: datetime) -> None:
    """Once for each version, on its first day: queue the task that mails the members (run by the scheduler)."""
    current = principles_on(timezone.localdate(now))
    if current is None:
        return
    current = _locked(current)
    if current.told_at is None:
        current.told_at = now
        current.save(update_fields=["told_at"])
        tell_members_of_principles.enqueue(current.pk, again=False)


@transaction.atomic
def remind_of_principles(principles: Principles, *, actor: User | None, now: datetime) -> int:
    """The one reminder, to those who have not accepted; returns how many people it concerns."""
    principles = _locked(principles)
    missing = not_accepted(principles, timezone.localdate(now)).count()
    refuse(why_not_remind(principles, missing=missing, now=now))
    principles.reminded_at = now
    principles.save(update_fields=["reminded_at"])
    audit.log("members.remind_of_principles", principles, actor=actor, fields=["reminded_at"], at=now)
    tell_members_of_principles.enqueue(principles.pk, again=True)
    return missing


@task()
def tell_members_of_principles(principles_id: int, *, again: bool) -> int:
    """One mail to each member with an address who has not accepted; returns how many."""
    principles, today = Principles.objects.get(pk=principles_id), timezone.localdate()
    before = earlier(principles).exists()
    with transaction.atomic():
        people = list(not_accepted(principles, today).exclude(email="").filter(died_on=None))
        for person in people:
            mails.principles_in_force(person, principles, before=before, again=again)
    return len(people)
