"""Writes: requests for erasure, from asking to the last rest that goes years later."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from members import mails
from members.models import ErasureRequest, Person, User
from members.queries.own_data import LINK_DAYS, has_rights, subject_of
from members.rules.erasure import due_on, why_not_answer, why_not_erase, why_not_request, why_not_send_link
from verein import audit, privacy
from verein.privacy import Outcome, Subject

from .refusal import MemberRefused

State = ErasureRequest.State


@transaction.atomic
def request_erasure(person: Person, *, actor: User | None, now: datetime) -> ErasureRequest:
    """Note that the person wants to be erased; `actor` is set where the office enters a letter. Once at a time."""
    received_on = timezone.localdate(now)
    by_office = actor if actor and actor.pk != person.user_id else None
    try:
        with transaction.atomic():
            request = ErasureRequest.objects.create(
                person=person, requested_at=now, due_on=due_on(received_on), entered_by=by_office
            )
    except IntegrityError as error:
        raise MemberRefused(why_not_request(is_open=True)) from error
    audit.log("members.request_erasure", person, actor=actor, at=now)
    mails.erasure_received(request)
    return request


@transaction.atomic
def take_back_request(request: ErasureRequest, *, actor: User | None, now: datetime) -> None:
    """The person has thought better of it."""
    request = _lock(request)
    request.state, request.done_at = State.WITHDRAWN, now
    request.save(update_fields=["state", "done_at"])
    audit.log("members.take_back_erasure", request.person, actor=actor, at=now)


@transaction.atomic
def refuse_request(request: ErasureRequest, *, answer: str, actor: User, now: datetime) -> None:
    """Refuse with a reason, which the person gets by mail with the way to complain (Art. 12 (4) GDPR)."""
    request = _lock(request)
    request.state, request.done_at, request.answer = State.REFUSED, now, answer
    request.save(update_fields=["state", "done_at", "answer"])
    audit.log("members.refuse_erasure", request.person, actor=actor, at=now)
    mails.erasure_refused(request)


def _lock(request: ErasureRequest) -> ErasureRequest:
    request = ErasureRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    if reason := why_not_answer(request):
        raise MemberRefused(reason)
    return request


@transaction.atomic
def carry_out(request: ErasureRequest, *, actor: User, now: datetime) -> list[Outcome]:
    """Erase in one transaction what may go today and tell the person; returns what went and what stays."""
    request = _lock(request)
    person = request.person
    if reason := why_not_erase(person, has_rights=has_rights(person)):
        raise MemberRefused(reason)
    email, language = person.email, person.language
    outcomes = _erase(request, now)
    audit.log("members.erase", person, actor=actor, at=now)
    if email:  # after the erasure, which takes the mails to this address
        mails.erased(email, outcomes, language=language)
    return outcomes


def _erase(request: ErasureRequest, now: datetime) -> list[Outcome]:
    subject = subject_of(request.person, timezone.localdate(now))
    done = subject.scope == Subject.Scope.ALL
    # Before the person's row, which may take the request with it.
    request.state, request.done_at = (State.DONE if done else State.PARTLY), now
    request.rest_on = subject.name_until if subject.leaves and not done else None
    request.save(update_fields=["state", "done_at", "rest_on"])
    return privacy.erase(subject, now=now)


@transaction.atomic
def erase_rests(now: datetime) -> int:
    """Go on where a request could be met in part only: the membership is over now, or the last date has passed."""
    count = 0
    for request in ErasureRequest.objects.filter(state=State.PARTLY).select_related("person__user"):
        subject = subject_of(request.person, timezone.localdate(now))
        goes_on = subject.scope == Subject.Scope.ALL or (subject.leaves and request.rest_on is None)
        if goes_on and not has_rights(request.person):
            audit.log("members.erase", request.person, at=now)
            _erase(request, now)
            count += 1
    return count


def preview(person: Person, *, now: datetime) -> list[Outcome]:
    """What erasing would do today: done and rolled back."""
    return privacy.erase(subject_of(person, timezone.localdate(now)), now=now, preview=True)


@transaction.atomic
def send_data_link(person: Person, *, url: str, actor: User, now: datetime) -> None:
    """Mail the link to one's own data to whoever cannot log in any more."""
    if reason := why_not_send_link(person):
        raise MemberRefused(reason)
    mails.data_link(person, url, LINK_DAYS)
    audit.log("members.send_data_link", person, actor=actor, at=now)
