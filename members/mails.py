"""The mails about accounts and lists, one function each."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from verein.mail import queue_mail
from verein.privacy import Outcome

from .models import ErasureRequest, ListExport, Person, Principles, User
from .queries.lists import COLUMNS

INVITATION_SALT = "members.invitation"
INVITATION_DAYS = 14


def invitation_token(user: User) -> str:
    """Opens the account of `user` once, within INVITATION_DAYS, as long as it has the address the mail went to."""
    return signing.dumps([user.pk, user.email], salt=INVITATION_SALT)


def invitation(person: Person, user: User) -> None:
    url = settings.BASE_URL + reverse("accept_invitation", args=[invitation_token(user)])
    queue_mail(
        "members/mail/invitation",
        to=user.email,
        context={"person": person, "url": url, "days": INVITATION_DAYS},
        language=person.language,
    )


def second_factor_reset(user: User) -> None:
    person = Person.objects.filter(user=user).first()
    queue_mail(
        "members/mail/second_factor_reset",
        to=user.email,
        context={"user": user, "url": settings.BASE_URL + reverse("mfa_index")},
        language=person.language if person else "de",
    )


def list_handed_out(person: Person, export: ListExport) -> None:
    """Somebody has been given the list of members: what is in it, and what for."""
    fields = [COLUMNS[name][0] for name in export.columns]
    queue_mail(
        "members/mail/list_handed_out",
        to=person.email,
        context={"person": person, "export": export, "fields": fields},
        language=person.language,
    )


def principles_in_force(person: Person, principles: Principles, *, before: bool, again: bool) -> None:
    """The principles to read and to accept; `before`: there was another version, `again`: the one reminder."""
    queue_mail(
        "members/mail/principles_in_force",
        to=person.email,
        context={
            "person": person,
            "principles": principles,
            "before": before,
            "again": again,
            "url": settings.BASE_URL + reverse("own_principles"),
        },
        language=person.language,
    )


def data_link(person: Person, url: str, days: int) -> None:
    """The way to one's own data for whoever cannot log in any more."""
    queue_mail(
        "members/mail/data_link",
        to=person.email,
        context={"person": person, "url": url, "days": days},
        language=person.language,
    )


def erasure_received(request: ErasureRequest) -> None:
    person = request.person
    if person.email:
        context = {"person": person, "request": request}
        queue_mail("members/mail/erasure_received", to=person.email, context=context, language=person.language)


def erasure_refused(request: ErasureRequest) -> None:
    person = request.person
    if person.email:
        context = {"person": person, "request": request}
        queue_mail("members/mail/erasure_refused", to=person.email, context=context, language=person.language)


def erased(email: str, outcomes: list[Outcome], *, language: str) -> None:
    """The last mail: it names nobody, and the website forgets it the night after it left."""
    context = {"gone": [row for row in outcomes if not row.stays], "stays": [row for row in outcomes if row.stays]}
    queue_mail("members/mail/erased", to=email, context=context, language=language)
