"""Reads: consents in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Consent, Person

KINDS = {
    "public:listed": gettext_lazy("Everyone may find my profile"),
    "principles": gettext_lazy("Principles of the network"),
    "birthdays": gettext_lazy("My birthday may be mentioned"),
    "anniversaries": gettext_lazy("My anniversaries may be mentioned"),
    "photos": gettext_lazy("Pictures in which I can be seen"),
    "statutes": gettext_lazy("Statutes"),
    "dues": gettext_lazy("Dues regulations"),
    "privacy": gettext_lazy("Privacy notice read"),
}
# What belongs to the membership itself: it ends with it, and cannot be withdrawn alone.
BELONGS_TO_MEMBERSHIP = ("statutes", "dues", "privacy")


def consent_words(kind: str) -> str:
    """What somebody agreed to."""
    if kind in KINDS:
        return str(KINDS[kind])
    if kind.startswith("public:company:"):
        return _("Everyone may see the page of my company")
    if kind.startswith("public:"):
        name = kind.removeprefix("public:")
        label = next((field.verbose_name for field in Person._meta.get_fields() if field.name == name), name)  # type: ignore[union-attr]
        return _("Everyone may see: %(field)s") % {"field": label}
    return kind


def consents_in_force(person: Person) -> list[Consent]:
    """With `words` and whether each can be withdrawn."""
    return _with_words(person.consents.filter(withdrawn_at=None).order_by("given_at", "pk"))


def _with_words(consents: Iterable[Consent]) -> list[Consent]:
    found = list(consents)
    for consent in found:
        consent.words = consent_words(consent.kind)  # type: ignore[attr-defined]
        consent.withdrawable = not consent.kind.startswith(BELONGS_TO_MEMBERSHIP)  # type: ignore[attr-defined]
    return found
