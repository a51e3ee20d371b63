"""Writes: what is left of somebody who has gone, in three steps: profile, contact data, name."""

from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import translation
from django.utils.translation import gettext as _

from members.models import PERSON_FIELDS, Company, ErasureRequest, Member, Person, Visibility, new_token
from verein.search import sort_key

from .people import person_sort_key
from .profile import replace_picture
from .search import refresh_company_search, refresh_search

PROFILE_TEXTS = ("position", "pitch", "about", "website", "interests")
CONTACT_TEXTS = (
    "salutation", "title", "email", "phone", "mobile", "street", "postcode", "city", "note",
)  # fmt: skip
COMPANY_TEXTS = ("street", "postcode", "city", "phone", "email", "website", "about")


def erase_profile(person: Person, *, now: datetime) -> int:
    """Portrait, texts, links, tags, times out; hidden everywhere. Returns 1 if there was anything, else 0."""
    had = (
        any(getattr(person, name) for name in (*PROFILE_TEXTS, "photo", "links")) or person.listed != Visibility.NOBODY
    )
    for name in PROFILE_TEXTS:
        setattr(person, name, "")
    person.links = []
    person.listed, person.hidden_at, person.shown_before = Visibility.NOBODY, None, {}
    person.visibility = dict.fromkeys(PERSON_FIELDS, Visibility.NOBODY.value)
    person.show_on_lists = False
    had = _forget_tags(person) or had
    had = bool(person.time_outs.all().delete()[0]) or had
    had = bool(person.consents.filter(withdrawn_at=None).update(withdrawn_at=now)) or had
    if person.photo:
        replace_picture(person.photo, person.photo_small, None)
    refresh_search(person)
    person.save()
    return int(had)


def _forget_tags(person: Person) -> bool:
    """Words that nobody else uses go for good: they may be a name."""
    tags = {*person.offers.all(), *person.seeks.all()}
    person.offers.clear()
    person.seeks.clear()
    for tag in tags:
        used = (tag.members_offeredtag_items, tag.members_soughttag_items, tag.taggit_taggeditem_items)
        if not any(items.exists() for items in used):
            tag.delete()
    return bool(tags)


def erase_contact(person: Person) -> int:
    """Everything but number, name and periods. Returns 1 if there was anything, else 0."""
    had = any(getattr(person, name) for name in (*CONTACT_TEXTS, "born_on", "trade_id"))
    for name in CONTACT_TEXTS:
        setattr(person, name, "")
    person.born_on = person.trade = None
    person.slug = f"ehemalig-{person.pk}"
    person.feed_token = new_token()
    refresh_search(person)
    person.save()
    ErasureRequest.objects.filter(person=person).exclude(answer="").update(answer="")
    return int(had)


def erase_name(person: Person) -> bool:
    """The last step. Whoever was never a member leaves no row; returns False where a nameless one must stay."""
    person.consents.all().delete()
    person.died_on = None
    person.first_name = ""
    with translation.override("de"):
        person.last_name = _("Former member")
    person.sort_key = person_sort_key(person)
    person.save()
    if Member.objects.filter(person=person).exists():
        return False
    try:
        with transaction.atomic():
            person.delete()
    except ProtectedError:  # something that stays points at the row
        return False
    return True


def erase_account(person: Person) -> int:
    """The account with addresses, passkeys, sessions; 0 without one. Entries of the log keep its number."""
    user = person.user
    if user is None:
        return 0
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    person.user = None
    person.save(update_fields=["user"])
    user.delete()
    return 1


def erase_company(person: Person, *, keep_name: bool, today: date) -> int:
    """The company of somebody who was alone in it. Returns 1 if something of it was erased, else 0.

    It goes, or becomes a row without contact data where it was a member: nameless once the name is not needed any more.
    """
    company = person.company
    if company is None:
        return 0
    member = Member.objects.filter(company=company).first()
    is_member = member is not None and member.periods.filter(Q(until_on=None) | Q(until_on__gt=today)).exists()
    if is_member or company.people.exclude(pk=person.pk).exists():
        _leave_company(person)
        return 0
    if company.logo:
        replace_picture(company.logo, company.logo_small, None)
    if member is None:
        _leave_company(person)
        company.delete()
        return 1
    if not keep_name:  # until then the person is the way to it
        _leave_company(person)
    _blank_company(company, keep_name=keep_name)
    return 1


def _leave_company(person: Person) -> None:
    person.company = None
    person.save(update_fields=["company"])


def _blank_company(company: Company, *, keep_name: bool) -> None:
    for name in COMPANY_TEXTS:
        setattr(company, name, "")
    if not keep_name:
        with translation.override("de"):
            company.name = _("Former member")
        company.slug = f"ehemalig-{company.pk}"
    company.listed, company.trade = Visibility.NOBODY, None
    company.sort_key = sort_key(company.name)
    refresh_company_search(company)
    company.save()
