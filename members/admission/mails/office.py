"""The mails to those who decide on applications and arrears, and to members who may object."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse

from members.admission.models import Application, Message
from members.admission.queries.electors import electors
from members.admission.queries.rules_of import rulebook_of
from members.admission.rules import load
from members.admission.rules.deciding import is_meeting
from members.models import Member, Person
from verein.mail import queue_mail
from verein.models import Association


def _to_office(name: str, application: Application, today: date, **context: object) -> None:
    """To whoever decides now; the association's own address where nobody is known or a meeting decides."""
    url = settings.BASE_URL + reverse("office_applications:inspect", args=[application.pk])
    values = {"application": application, "url": url, **context}
    for to, language in _recipients(application, today):
        queue_mail(f"admission/mail/{name}", to=to, language=language, context=values)


def _recipients(application: Application, today: date) -> Iterable[tuple[str, str]]:
    stages = load(application.stages)
    if stages and not is_meeting(rulebook_of(application), stages[0].decision.body):
        people = [elector.person for elector in electors(stages[0], today)]
        if found := [(person.email, person.language) for person in people if person.email]:
            return found
    email = Association.load().email
    return [(email, "de")] if email else []


def new_application(application: Application, today: date) -> None:
    """Something is to be decided: a new application, an appeal, an objection, or it goes on to another body."""
    _to_office("office_new", application, today)


def answered(application: Application, message: Message, today: date) -> None:
    _to_office("office_answered", application, today, text=message.text)


def objection_raised(application: Application, today: date) -> None:
    _to_office("office_objection", application, today)


def arrears_handed_over(members: Sequence[Member], board: Iterable[Person]) -> bool:
    """Names and the way to the page, no amounts: to the board, else to the association's address; False for nobody."""
    association = Association.load().email
    people = [(person.email, person.language) for person in board if person.email]
    context = {"members": members, "count": len(members), "url": settings.BASE_URL + reverse("admission_leaving")}
    found = people or ([(association, "de")] if association else [])
    for to, language in found:
        queue_mail("admission/mail/arrears_handed_over", to=to, language=language, context=context)
    return bool(found)


def announcement(application: Application, person: Person) -> None:
    """To a member: who is to be admitted, and until when one can object."""
    queue_mail(
        "admission/mail/announcement",
        to=person.email,
        language=person.language,
        context={
            "application": application,
            "name": person.name,
            "until": application.objection_until,
            "url": settings.BASE_URL + reverse("object_to_application", args=[application.pk]),
        },
    )
