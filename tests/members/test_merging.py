"""Doubles: found, previewed, made one without loss; refused where periods would overlap."""

from datetime import date

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Registration
from members.actions.membership import next_number
from members.actions.merging import merge_companies, merge_people
from members.actions.refusal import MemberRefused
from members.models import Company, Consent, Member, MergedRecord, Person
from members.queries.duplicates import likely_companies, likely_people, moves, relations_to
from members.queries.office import person_facts
from tests.factories import CompanyFactory, MemberFactory, PersonFactory, RegistrationFactory, make_seat
from verein import audit

pytestmark = pytest.mark.django_db
GUEST = {"guest_name": "", "guest_email": ""}


def test_likely_doubles_have_the_same_folded_name_and_address_town_or_company() -> None:
    one = PersonFactory(last_name="Müller", sort_key="muller jonas", user=None, email="M@example.org")
    two = PersonFactory(last_name="Mueller", sort_key="muller jonas", user=None, email="m@example.org")
    PersonFactory(sort_key="muller jonas", user=None, email="anders@example.org", city="Berlin")
    first, second = CompanyFactory(name="Holz", sort_key="holz"), CompanyFactory(name="HOLZ", sort_key="holz")
    CompanyFactory(sort_key="holz", city="Berlin")

    assert [(pair.first, pair.second, pair.why) for pair in likely_people()] == [(one, two, "email")]
    assert [(pair.first, pair.second) for pair in likely_companies()] == [(first, second)]


def test_merge_people_keeps_everything_that_hangs_on_either() -> None:
    kept = PersonFactory(user=None, email="", city="Rheine", phone="1")
    other = MemberFactory(number="7", person__city="Emsbüren", person__phone="2", person__pitch="Holz").person
    seat = make_seat(other, CompanyFactory())
    registration = RegistrationFactory(person=other, **GUEST)
    Consent.objects.create(person=other, kind="public:photo", text_version="1", given_at=timezone.now(), source="x")
    other.offers.add("Treppen")
    audit.log("members.update_person", other, fields=["city"])
    user = other.user

    merged = merge_people(kept, other, take=["city"], actor=None)

    assert (merged.city, merged.phone, merged.pitch, merged.user) == ("Emsbüren", "1", "Holz", user)
    assert merged.member.number == "7"
    seat.refresh_from_db()
    registration.refresh_from_db()
    assert seat.person == registration.person == merged
    assert merged.consents.count() == 1
    assert list(merged.offers.names()) == ["Treppen"]
    assert not Person.objects.filter(pk=other.pk).exists()
    assert "members.update_person" in {entry.action for entry in person_facts(merged, date(2026, 1, 1)).log}


def test_merge_people_puts_both_memberships_under_one_number_and_never_gives_the_other_again() -> None:
    kept = MemberFactory(number="8", period__from_on=date(2024, 1, 1)).person
    other = MemberFactory(number="9", period__from_on=date(2010, 1, 1), period__until_on=date(2015, 1, 1)).person
    account = other.user

    merge_people(kept, other, take=[], actor=None)

    assert Member.objects.get().periods.count() == 2
    assert Member.objects.get().number == "8"
    assert next_number() == "10"
    account.refresh_from_db()
    assert not account.is_active
    assert MergedRecord.objects.count() == 2


def test_merge_people_is_refused_where_both_were_members_at_the_same_time() -> None:
    kept, other = MemberFactory().person, MemberFactory(person__last_name="Doppelt").person
    with pytest.raises(MemberRefused, match="Doppelt"):
        merge_people(kept, other, take=["city"], actor=None)
    assert Member.objects.count() == Person.objects.count() == 2


def test_merge_people_is_refused_where_both_are_registered_for_one_event() -> None:
    kept, other = PersonFactory(), PersonFactory()
    registration = RegistrationFactory(person=kept, **GUEST)
    RegistrationFactory(person=other, event=registration.event, **GUEST)
    with pytest.raises(MemberRefused, match="Anmeldung"):
        merge_people(kept, other, take=[], actor=None)
    assert Registration.objects.filter(person=other).count() == 1


def test_merge_companies_moves_people_seats_and_membership() -> None:
    kept, other = CompanyFactory(name="Holz"), CompanyFactory(name="Holz GmbH", website="https://holz.example/")
    person = PersonFactory(company=other)
    seat = make_seat(person, other)

    merged = merge_companies(kept, other, take=["name"], actor=None)

    assert (merged.name, merged.website) == ("Holz GmbH", "https://holz.example/")
    assert list(merged.people.all()) == [person]
    seat.refresh_from_db()
    assert seat.member.company == merged
    assert Company.objects.filter(pk=other.pk).count() == 0


def test_merging_knows_every_relation_there_is() -> None:
    """What points at a person in any app is found by Django's own list of relations, so nothing can be forgotten."""
    person = PersonFactory()
    pointing = {relation.related_model._meta.label for relation in relations_to(person)}
    fields = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and (field.many_to_one or field.one_to_one) and field.related_model is Person
    }
    assert "events.EventPage" in fields
    assert fields == pointing
    assert moves(person) == []


def test_office_previews_and_merges_doubles(board_client: Client) -> None:
    kept = PersonFactory(sort_key="weiss ute", city="Rheine", phone="1", user=None)
    other = PersonFactory(sort_key="weiss ute", city="Rheine", phone="2", user=None)
    url = reverse("office_merge", args=["person", kept.pk, other.pk])

    assert url in board_client.get(reverse("office_duplicates")).content.decode()
    assert 'value="phone"' in board_client.get(url).content.decode()
    board_client.post(url, {"take": ["phone", "note"]})

    assert Person.objects.get(sort_key__startswith="kotter", pk=kept.pk).phone == "2"
    assert not Person.objects.filter(pk=other.pk).exists()


def test_office_says_why_two_cannot_be_merged(board_client: Client) -> None:
    kept, other = MemberFactory().person, MemberFactory().person
    url = reverse("office_merge", args=["person", kept.pk, other.pk])
    assert "gleichzeitig" in board_client.post(url, {}).content.decode()


def test_doubles_are_closed_to_others(treasurer_client: Client, member_client: Client) -> None:
    url = reverse("office_merge", args=["person", PersonFactory().pk, PersonFactory().pk])
    for client in (treasurer_client, member_client, Client()):
        assert client.get(reverse("office_duplicates")).status_code in {302, 403}
        assert client.post(url).status_code in {302, 403}
