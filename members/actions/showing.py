"""Writes: one switch that hides somebody everywhere and puts everything back, and consents withdrawn."""

from datetime import datetime

from django.db import transaction

from members.models import PERSON_FIELDS, Company, Consent, Person, User, Visibility
from verein import audit

from .profile import save_profile, update_own_company

PUBLIC = "public:"
PUBLIC_COMPANY = "public:company:"
NOBODY = Visibility.NOBODY.value
SWITCHED = ("listed", "visibility", "show_on_lists", "hidden_at", "shown_before")


@transaction.atomic
def hide(person: Person, *, actor: User | None, now: datetime) -> None:
    """Nobody sees the person in directory, search, attendee lists; what was set is kept. Locks the person."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.hidden_at:
        return
    person.shown_before = {
        "listed": person.listed,
        "visibility": person.visibility,
        "show_on_lists": person.show_on_lists,
    }
    person.hidden_at = now
    person.listed = NOBODY
    person.visibility = dict.fromkeys({*PERSON_FIELDS, *person.visibility}, NOBODY)
    person.show_on_lists = False
    save_profile(person, SWITCHED, now)
    audit.log("members.hide", person, actor=actor, fields=["listed", "visibility"], at=now)


@transaction.atomic
def show_again(person: Person, *, actor: User | None, now: datetime) -> None:
    """Put back what was set before hiding, except what its owner has set anew since. Locks the person."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if not person.hidden_at:
        return
    before = person.shown_before
    if person.listed == NOBODY:
        person.listed = before.get("listed", NOBODY)
    for name, level in before.get("visibility", {}).items():
        if person.visibility.get(name) == NOBODY:
            person.visibility[name] = level
    person.show_on_lists = person.show_on_lists or before.get("show_on_lists", False)
    person.hidden_at, person.shown_before = None, {}
    save_profile(person, SWITCHED, now)
    audit.log("members.show_again", person, actor=actor, fields=["listed", "visibility"], at=now)


@transaction.atomic
def withdraw_consent(consent: Consent, *, actor: User | None, now: datetime) -> None:
    """Withdraw it with effect at once: what was public is for members again (domain L-DP-3). Locks the person."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=consent.person_id)
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    if consent.withdrawn_at:
        return
    if consent.kind.startswith(PUBLIC_COMPANY):
        _hide_company(person, consent.kind.removeprefix(PUBLIC_COMPANY), actor=actor, now=now)
    elif consent.kind.startswith(PUBLIC):
        name = consent.kind.removeprefix(PUBLIC)
        if name == "listed":
            person.listed = Visibility.MEMBERS
        else:
            person.visibility = {**person.visibility, name: Visibility.MEMBERS.value}
        save_profile(person, ["listed", "visibility"], now)
    Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(withdrawn_at=now)
    audit.log("members.withdraw_consent", person, actor=actor, fields=["consents"], at=now)


def _hide_company(person: Person, key: str, *, actor: User | None, now: datetime) -> None:
    company = Company.objects.filter(pk=int(key)).first() if key.isdecimal() else None
    if company and company.listed == Visibility.EVERYONE:
        update_own_company(person, company=company, data={"listed": Visibility.MEMBERS}, actor=actor, now=now)
