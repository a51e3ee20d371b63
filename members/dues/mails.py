"""Mails about the data that dues depend on."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils import translation

from members.billing.mails.post import queue_letter
from members.billing.queries.people import treasurers_addresses
from members.billing.rules.addressing import greeting
from members.dues.models import DeclarationRound, Objection, Wish, YearlyDeclaration
from members.dues.queries.rounds import Recipient
from members.dues.rules import Assessment
from members.models import Member
from verein.mail import queue_mail


def _own(declaration: YearlyDeclaration) -> str:
    return f"{settings.BASE_URL}/mein/beitraege/angaben/{declaration.member_id}/{declaration.year}/"


def _send(template: str, member: Member, recipients: Iterable[Recipient], **more: object) -> None:
    """By letter where there is no e-mail address."""
    for one in recipients:
        with translation.override(one.language):
            dear = greeting({"name": one.name, "is_company": "yes" if one.is_company else ""})
        name, context = f"dues/mail/{template}", {"greeting": dear, **more}
        if one.to:
            queue_mail(name, to=one.to, language=one.language, context=context)
        else:
            queue_letter(member, name, context, language=one.language, to_member=True)


def asked(declaration: YearlyDeclaration, recipients: Iterable[Recipient], *, due_on: date) -> None:
    """The request, with the last day and the link."""
    _send(
        "declaration_asked",
        declaration.member,
        recipients,
        declaration=declaration,
        due_on=due_on,
        url=_own(declaration),
    )


def reminded(declaration: YearlyDeclaration, recipients: Iterable[Recipient], *, found: DeclarationRound) -> None:
    _send(
        "declaration_reminder",
        declaration.member,
        recipients,
        declaration=declaration,
        due_on=found.due_on,
        url=_own(declaration),
    )


def estimated(declaration: YearlyDeclaration, recipients: Iterable[Recipient], *, assessment: Assessment) -> None:
    """What was taken instead of a declaration, what it costs, and until when one may object."""
    _send(
        "declaration_estimated",
        declaration.member,
        recipients,
        declaration=declaration,
        assessment=assessment,
        url=_own(declaration),
    )


def objection_decided(objection: Objection, recipients: Iterable[Recipient]) -> None:
    declaration = objection.declaration
    _send(
        "objection_decided",
        declaration.member,
        recipients,
        objection=objection,
        declaration=declaration,
        url=_own(declaration),
    )


def wish_decided(wish: Wish, recipients: Iterable[Recipient], *, what: str) -> None:
    _send("wish_decided", wish.member, recipients, wish=wish, what=what, url=f"{settings.BASE_URL}/mein/beitraege/")


def something_to_decide(path: str) -> None:
    """To the treasurer: an objection or a proposal waits. No names, no amounts: those stand behind the sign-in."""
    for address in treasurers_addresses():
        context = {"url": f"{settings.BASE_URL}{path}"}
        queue_mail("dues/mail/something_to_decide", to=address, context=context)
