"""What is told by mail, or by a letter with the same words where there is no e-mail address."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from members.billing.models import Account, WaitingLetter
from members.billing.queries.parties import may_sign_in, recipient_of
from members.billing.rules.addressing import greeting
from members.models import Member
from verein.mail import queue_mail
from verein.models import Association


def tell_payer(account: Account, template: str, context: Mapping[str, Any], *, on: date | None) -> None:
    """Adds the payer's `greeting` and whether links into the member's area are left out (`no_links`)."""
    to = recipient_of(account, on)
    with translation.override(to["language"]):
        dear = greeting(to)
    values = {"greeting": dear, "no_links": not may_sign_in(to), **context}
    if to["email"]:
        queue_mail(template, to=to["email"], context=values, language=to["language"])
    else:
        queue_letter(account.member, template, values, language=to["language"])


def queue_letter(
    member: Member, template: str, context: Mapping[str, Any], *, language: str, to_member: bool = False
) -> WaitingLetter:
    """The words of the mail `template` wait to be printed; it leaves out links where `no_links` is set."""
    with translation.override(language):
        values = {**context, "association": Association.load(), "base_url": settings.BASE_URL, "no_links": True}
        return WaitingLetter.objects.create(
            member=member,
            to_member=to_member,
            title=" ".join(render_to_string(f"{template}.subject.txt", values).split())[:200],
            text=render_to_string(f"{template}.txt", values).strip(),
            language=language,
        )
