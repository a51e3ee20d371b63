"""What this app knows about a person: access (Art. 15), erasure (Art. 17), record of processing (Art. 30)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from verein.models import Mail, Retention
from verein.privacy import Activity, Outcome, Provider, Section, Subject
from verein.privacy.words import section

from .actions.erasing import CONTACT, MENTIONS, forget_mentions, forget_messages, forget_messages_from, forget_offices
from .models import BoardMember


def _days(lengths: Retention) -> str:
    count = lengths.mail_days
    text = ngettext("on the website %(count)s day", "on the website %(count)s days", count) % {"count": count}
    return _("%(days)s; in our mailbox until the matter is settled") % {"days": text}


class HomeProvider(Provider):
    personal = {
        **MENTIONS,
        "wagtailcore.page": ("owner", "locked_by", *MENTIONS["wagtailcore.page"]),
        "home.boardmember": ("person", *MENTIONS["home.boardmember"]),
        "wagtailsearch.indexentry": ("title", "body", "autocomplete"),
    }
    activities = (
        Activity(
            key="contact",
            purpose=gettext_lazy("Answer messages from the contact form"),
            legal_basis=gettext_lazy("Art. 6 (1) (f) GDPR, for questions about membership (b)"),
            people=gettext_lazy("people who write to us"),
            data=gettext_lazy("name, e-mail address, message"),
            recipients=gettext_lazy("the board, mail provider"),
            kept=_days,
        ),
        Activity(
            key="offices",
            purpose=gettext_lazy("Show who runs the association and what it does: board page, news, recaps"),
            legal_basis=gettext_lazy("Art. 6 (1) (f) GDPR; pictures: §§ 22, 23 KUG"),
            people=gettext_lazy("holders of offices, people who are written about or seen in pictures"),
            data=gettext_lazy("name, office, company, picture"),
            recipients=gettext_lazy("everyone"),
            kept=lambda _lengths: _("during the term of office; reports until the person objects"),
        ),
    )

    def export(self, subject: Subject) -> list[Section]:
        offices = BoardMember.objects.filter(person=subject.person).order_by("pk")
        return [section("offices", _("On the board page"), offices, ("office", "text")), _messages(subject.emails)]

    def export_guest(self, email: str) -> list[Section]:
        return [_messages([email])]

    def erase_guest(self, email: str, now: datetime) -> list[Outcome]:
        return [Outcome(_("messages from the contact form"), forget_messages_from([email]))]

    def erase(self, subject: Subject, now: datetime) -> list[Outcome]:
        if not subject.leaves:
            return []
        return [
            Outcome(_("lines on the board page"), forget_offices(subject)),
            Outcome(_("messages from the contact form"), forget_messages(subject)),
            Outcome(_("pages in which the name was replaced"), forget_mentions(subject)),
        ]


def _messages(emails: Iterable[str]) -> Section:
    written = Mail.objects.filter(kind=CONTACT, reply_to__in=emails).defer("html").order_by("pk")
    fields, labels = ("created_at", "subject", "text"), {"text": _("message")}
    return section("messages", _("Messages I sent with the contact form"), written, fields, labels=labels)


PROVIDER = HomeProvider()
