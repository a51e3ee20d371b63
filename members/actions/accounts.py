"""Writes: how people get an account, change its address, and get in again without their second factor."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from members import mails
from members.models import Person, User
from members.queries.invitations import invitations, invited_lately, inviting, reason_against_inviting
from members.rules import why_not_accept
from verein import audit
from verein.sealed import renewed

from .refusal import MemberRefused

SEALED = {"secret", "seed"}  # of codes, of recovery codes


@transaction.atomic
def invite(
    person: Person, *, actor: User | None, now: datetime, mail: Callable[[Person, User], None] | None = mails.invitation
) -> User:
    """Give `person` an account and mail the link that opens it; inviting again sends a new link.

    `mail` None: the caller sends one of its own (the welcome after an admission).

    Where the office has corrected the address since, the unopened account gets it and the old link opens nothing.

    Locks the person. Raises MemberRefused with the reason.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)
    if reason := reason_against_inviting(person, timezone.localdate(now)):
        raise MemberRefused(reason)
    user = person.user
    if user is None:
        user = User.objects.create_user(person.email, first_name=person.first_name, last_name=person.last_name)
        EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
        person.user = user
        person.save(update_fields=["user"])
    elif user.email != person.email.lower():
        user.email = person.email.lower()
        user.save(update_fields=["email"])
        EmailAddress.objects.filter(user=user).update(email=user.email)
    if mail:
        mail(person, user)
    audit.log("members.invite", person, actor=actor, fields=["user"], at=now)
    return user


@transaction.atomic
def start_inviting(*, actor: User, now: datetime) -> bool:
    """Queue the task that invites everybody who can be invited; False where one is at work already."""
    if inviting(now):
        return False
    invite_all.enqueue(actor.pk)
    return True


@task()
def invite_all(actor_id: int) -> int:
    """Invite all members without an opened account, each in a transaction of its own; returns how many mails went out.

    Whoever was invited within a day gets no second mail: run twice, or again after it was killed, it only goes on.
    """
    now, actor = timezone.now(), User.objects.get(pk=actor_id)
    going = [each.person for each in invitations(now) if each.goes_out]
    return sum(_invite_once(person, actor=actor, now=now) for person in going)


def _invite_once(person: Person, *, actor: User, now: datetime) -> bool:
    """Locks the person before looking whether another run was quicker."""
    with suppress(MemberRefused), transaction.atomic():  # what has changed since the list was read
        Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if person.pk not in invited_lately(now, person):
            invite(person, actor=actor, now=now)
            return True
    return False


@transaction.atomic
def accept_invitation(user: User, *, password: str, now: datetime) -> None:
    """The invited person has opened the link: the address is proven, a password is set if one was typed.

    Locks the account; raises MemberRefused where the link was used before or the account is closed.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    address = EmailAddress.objects.filter(user=user, email__iexact=user.email).first()
    if reason := why_not_accept(user, used=address is None or address.verified):
        raise MemberRefused(reason)
    EmailAddress.objects.filter(user=user).update(verified=True, primary=True)
    if password:
        user.set_password(password)
        user.save(update_fields=["password"])
    audit.log(
        "members.accept_invitation", user, actor=user, fields=["email", *(["password"] if password else [])], at=now
    )


@transaction.atomic
def follow_new_address(user: User, *, email: str, now: datetime) -> None:
    """The owner has confirmed `email`: account and person get it, one address for everything the office writes."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.email = email.lower()
    user.save(update_fields=["email"])
    if Person.objects.filter(user=user).exclude(email=user.email).update(email=user.email):
        audit.log("members.change_address", user, actor=user, fields=["email"], at=now)


@transaction.atomic
def close_account(user: User, *, actor: User | None) -> None:
    """Nobody signs in with this account any more; running sessions end. For the dead and the erased."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = False
    user.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=user):
        session.end()
    audit.log("members.close_account", user, actor=actor, fields=["is_active"])


@transaction.atomic
def reset_second_factor(user: User, *, actor: User | None, now: datetime) -> int:
    """Remove codes, passkeys and recovery codes of `user`, end all sessions (one may be a thief's), tell the owner.

    Returns how many factors were removed."""
    user = User.objects.select_for_update().get(pk=user.pk)
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    mails.second_factor_reset(user)
    audit.log("members.reset_second_factor", user, actor=actor, at=now)
    return removed


@transaction.atomic
def reseal_second_factors(*, now: datetime) -> int:
    """After SECRET_KEY has changed: seal again what an earlier key sealed. Locks the factors.

    Returns how many changed.
    """
    changed = 0
    for factor in Authenticator.objects.select_for_update(of=("self",)).select_related("user").order_by("pk"):
        data = {name: renewed(value) if name in SEALED else value for name, value in factor.data.items()}
        if data == factor.data:
            continue
        factor.data = data
        factor.save(update_fields=["data"])
        audit.log("members.reseal_second_factor", factor.user, at=now)
        changed += 1
    return changed
