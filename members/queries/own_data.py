"""Reads for data protection: by what somebody's data is found, how much of it may go, what the office holds."""

from datetime import date

from allauth.account.models import EmailAddress
from django.core import signing
from django.db.models import Case, Q, QuerySet, When
from django.utils import translation
from django.utils.translation import gettext as _

from members.models import ErasureRequest, ListExport, Membership, Person, Seat
from members.rules.erasure import name_until, scope_of
from verein.models import Retention
from verein.privacy import Subject
from verein.search import fold, sort_key

# Shorter ones would be found in texts that mean something else.
SHORTEST_PHONE = 6


def periods_of(person: Person) -> list[tuple[date, date | None]]:
    """From and until (exclusive) of everything that made the person belong: own memberships and seats of companies."""
    own = Membership.objects.filter(member__person=person).values_list("from_on", "until_on")
    seats = Seat.objects.filter(person=person).values_list("from_on", "until_on")
    return [*own, *seats]


def subject_of(person: Person, today: date) -> Subject:
    """The person as data protection sees them on `today`."""
    periods = periods_of(person)
    years = Retention.load().former_years
    addresses = EmailAddress.objects.filter(user=person.user_id).values_list("email", flat=True)
    emails = {person.email.lower(), *(address.lower() for address in addresses)} - {""}
    if person.user:
        emails.add(person.user.email.lower())
    others = Person.objects.exclude(pk=person.pk)
    shared = {email.lower() for email in others.filter(email__in=emails).values_list("email", flat=True)}
    return Subject(
        person=person,
        user_id=person.user_id,
        emails=tuple(sorted(emails - shared)),
        needles=_needles(person, emails - shared),
        scope=scope_of(periods, today, years),
        name_until=name_until(periods, years),
    )


def exports_with(person: Person) -> list[ListExport]:
    """Lists of members on a day on which the person was one; which of them were chosen nobody wrote down."""
    inside = Q(pk=None)
    for from_on, until_on in periods_of(person):
        inside |= Q(day__gte=from_on, day__lt=until_on) if until_on else Q(day__gte=from_on)
    return list(ListExport.objects.filter(inside).order_by("-at", "-pk"))


def exports_to(person: Person) -> int:
    """How many lists were handed to somebody of this name."""
    return ListExport.objects.filter(recipient__icontains=person.name).count()


def has_namesake(person: Person) -> bool:
    """Somebody else has the same name: texts that hold it may be about the other one."""
    same = Q(first_name__iexact=person.first_name, last_name__iexact=person.last_name)
    return Person.objects.filter(same).exclude(pk=person.pk).exists()


def _needles(person: Person, emails: set[str]) -> dict[str, str]:
    with translation.override("de"):  # the language of the content
        former = _("former member")
    needles = dict.fromkeys(emails, "–")
    needles |= {text: "–" for text in (person.phone, person.mobile) if len(text) >= SHORTEST_PHONE}
    needles[person.slug] = f"ehemalig-{person.pk}"
    if person.first_name and not has_namesake(person):
        full = f"{person.first_name} {person.last_name}"
        names = [full, f"{person.last_name}, {person.first_name}", f"{person.last_name} {person.first_name}"]
        names += [f"{person.title} {full}"] if person.title else []
        # Search columns of pages hold both foldings, one after the other.
        bare = sort_key(full)
        folded = {bare, fold(full).removesuffix(bare).strip()} - {""}
        needles |= dict.fromkeys(folded, fold(former)) | dict.fromkeys(names, former)
    return needles


def has_rights(person: Person) -> bool:
    """Whether the person works in the back office."""
    user = person.user
    return user is not None and (user.is_superuser or user.groups.exists() or user.user_permissions.exists())


def erasure_requests() -> "QuerySet[ErasureRequest]":
    """Open ones first, the most urgent on top; then those with a rest, then the answered."""
    order = Case(When(state="open", then=0), When(state="partly", then=1), default=2)
    return ErasureRequest.objects.select_related("person").order_by(order, "due_on", "-pk")


# --- The link for whoever cannot log in ------------------------------------------------------------------------------
LINK_SALT = "members.own_data"
LINK_DAYS = 14


def token_of(person: Person) -> str:
    """Opens the person's own data for LINK_DAYS, as long as the address the mail went to is theirs."""
    return signing.dumps([person.pk, person.email], salt=LINK_SALT)


def person_by_token(token: str) -> Person | None:
    """None where the link is forged, too old, or went to an address that is not the person's any more."""
    try:
        key, email = signing.loads(token, salt=LINK_SALT, max_age=LINK_DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    return Person.objects.filter(pk=key, email=email).exclude(email="").select_related("user", "company").first()
