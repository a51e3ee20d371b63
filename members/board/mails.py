"""One function a mail: terms that end, working groups."""

from datetime import date
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from members.models import Person
from verein.mail import queue_mail
from verein.models import Mail

from .models import GroupMembership, Term


def term_ends(to: Person, *, term: Term, office: str, last_day: date, days: int) -> Mail:
    """To the board and to the holder: in `days` days the term is over."""
    return queue_mail(
        "board/mail/term_ends",
        to=to.email,
        context={
            "person": to,
            "term": term,
            "office": office,
            "last_day": last_day,
            "days": days,
            "is_holder": to.pk == term.person_id,
        },
        language=to.language,
    )


def group_request(to: Person, *, row: GroupMembership) -> Mail:
    """To a lead: somebody wants to join."""
    return _group_mail("board/mail/group_request", to, row)


def group_invitation(row: GroupMembership) -> Mail:
    return _group_mail("board/mail/group_invitation", row.person, row)


def group_answer(row: GroupMembership, *, accepted: bool) -> Mail:
    return _group_mail("board/mail/group_answer", row.person, row, accepted=accepted)


def _group_mail(template: str, to: Person, row: GroupMembership, **more: object) -> Mail:
    url = urljoin(settings.BASE_URL + "/", reverse("working_group", args=[row.group.slug]).lstrip("/"))
    context = {"person": to, "group": row.group, "who": row.person, "url": url, **more}
    return queue_mail(template, to=to.email, context=context, language=to.language)
