"""Writes: people who are erased leave the pages of the site and the messages they sent."""

from collections.abc import Iterable

from django.apps import apps

from home.models import BoardMember, SearchedPage
from home.queries.search import search_text_of
from verein.models import Mail
from verein.privacy import Subject
from verein.privacy.redact import redact

PAGES = ("homepage", "textpage", "boardpage", "newsindexpage", "newspage")
TEXTS = ("eyebrow", "headline", "lead", "summary", "body", "join_heading", "join_text")
CONTACT = "home/mail/contact"


def _text_fields(name: str) -> tuple[str, ...]:
    known = {field.name for field in apps.get_model("home", name)._meta.local_fields}
    return tuple(field for field in TEXTS if field in known)


# Columns in which somebody may have written about somebody.
MENTIONS = {
    "wagtailcore.page": ("title", "draft_title", "slug", "url_path", "seo_title", "search_description"),
    "home.boardmember": ("name", "company", "text"),
    **{f"home.{name}": _text_fields(name) for name in PAGES},
}


def forget_offices(subject: Subject) -> int:
    """The lines on the board page."""
    return BoardMember.objects.filter(person=subject.person).delete()[0]


def forget_messages(subject: Subject) -> int:
    """What the person wrote to us with the contact form, as far as the website still has it."""
    return forget_messages_from(subject.emails)


def forget_messages_from(emails: Iterable[str]) -> int:
    mails = Mail.objects.filter(kind=CONTACT, reply_to__in=emails)
    return mails.delete()[1].get(Mail._meta.label, 0)


def forget_mentions(subject: Subject) -> int:
    """The name in the texts of pages; returns how many changed."""
    changed = {label: redact(label, fields, subject.needles) for label, fields in MENTIONS.items()}
    keys = set().union(*changed.values())
    for model in SearchedPage.__subclasses__():
        for page in model.objects.filter(pk__in=keys):
            model.objects.filter(pk=page.pk).update(search_text=search_text_of(page))
    return sum(map(len, changed.values()))
