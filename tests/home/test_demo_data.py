"""`manage.py demo_data`: the association everybody sees first."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from events.models import Event, EventPage, Registration
from home.models import NewsPage
from members.admission.models import Application, Vote
from members.billing.models import Account, Mandate
from members.billing.queries.bank import open_rows
from members.billing.queries.matching import suggestions_for
from members.billing.queries.parties import recipient_of
from members.billing.queries.payouts import payout_queue
from members.models import Company, Consent, Member, Person, User, Visibility
from members.queries import members_on, viewer_of
from tests import database


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The demo association, loaded once for all tests of this file: each takes back only what it changed itself."""
    with django_db_blocker.unblock():
        call_command("demo_data", verbosity=0)
    yield
    with django_db_blocker.unblock():
        database.renew()


@pytest.fixture
def demo(loaded: None, db: None) -> None:
    """The test works in a transaction on the demo association."""


@pytest.mark.usefixtures("demo")
def test_demo_data_is_the_association_the_readme_describes(client: Client) -> None:
    now = timezone.now()
    assert (Person.objects.count(), Company.objects.count()) == (120, 60)
    assert EventPage.objects.past(now).count() == 12
    assert EventPage.objects.coming(now).count() == 8
    assert Event.objects.filter(state=Event.State.CANCELLED).count() == 1
    waiting = Registration.objects.waiting().values_list("event", flat=True)
    assert len(set(waiting)) == 1
    full = Event.objects.get(pk=waiting[0])
    assert sum(full.registrations.confirmed().values_list("party_size", flat=True)) == full.capacity
    recap = EventPage.objects.past(now).filter(gallery__isnull=False).distinct().get()
    assert (recap.attendance_count, bool(recap.recap)) == (65, True)
    assert recap.event.registrations.filter(attendance="present").count() == 65
    assert NewsPage.objects.live().count() == 4
    for path in ("/", "/aktuelles/", "/ueber-uns/", "/vorstand/", recap.url):
        assert client.get(path).status_code == 200, path


@pytest.mark.usefixtures("demo")
def test_demo_accounts_are_members_with_their_rights() -> None:
    today = timezone.localdate()
    chair, member = (User.objects.get(email=f"{name}@emsbogen.example") for name in ("vorsitz", "mitglied"))
    assert viewer_of(chair, today).level == "board"
    assert viewer_of(member, today).level == "members"
    assert member.check_password("emsbogen-demo")
    assert members_on(today).count() == 116


@pytest.mark.usefixtures("demo")
def test_demo_has_companies_as_members_with_a_representative_and_a_contact_person() -> None:
    companies = Member.objects.filter(company__isnull=False)
    assert companies.count() == 10
    for member in companies:
        assert sorted(member.seats.values_list("role", flat=True)) == ["contact", "representative"]


@pytest.mark.usefixtures("demo")
def test_demo_has_four_applications_in_different_states() -> None:
    assert sorted(Application.objects.values_list("state", flat=True)) == ["accepted", "asked", "open", "open"]
    assert Vote.objects.count() == 2


@pytest.mark.usefixtures("demo")
def test_demo_data_refuses_a_database_with_people() -> None:
    with pytest.raises(CommandError, match="empty"):
        call_command("demo_data")
    assert Person.objects.count() == 120


@pytest.mark.usefixtures("demo")
def test_demo_people_have_portraits_in_both_sizes_and_agreed_to_what_everyone_sees(client: Client) -> None:
    with_photo = Person.objects.exclude(photo="")
    assert with_photo.count() == 30
    assert not with_photo.filter(photo_small="").exists()
    shown = with_photo.filter(listed=Visibility.EVERYONE).first()
    assert shown
    for size in ("klein", "gross"):
        assert client.get(f"/mitglieder/{shown.slug}/foto/{size}.webp").status_code == 200
    for person in Person.objects.prefetch_related("consents"):
        kinds = {consent.kind for consent in person.consents.all()} - {"principles"}
        given = {kind for kind in kinds if "company:" not in kind}
        public = {name for name, level in person.visibility.items() if level == Visibility.EVERYONE} | {"listed"}
        assert given == ({f"public:{name}" for name in public} if person.listed == Visibility.EVERYONE else set())
    agreed = set(Consent.objects.filter(kind__startswith="public:company:").values_list("kind", flat=True))
    everyone = Company.objects.filter(listed=Visibility.EVERYONE)
    assert agreed == {f"public:company:{company.pk}" for company in everyone}


@pytest.mark.usefixtures("demo")
@pytest.mark.skipif(timezone.localdate().month < 4, reason="the first instalment is not late enough before spring")
def test_demo_treasurer_has_something_on_every_page() -> None:
    today = timezone.localdate()
    lines = list(open_rows())
    offers = suggestions_for(lines)
    assert sum(any(each.is_certain for each in offers[line.pk]) for line in lines) >= 2
    assert any(line.is_return for line in lines)
    assert [payout.amount_cents for payout in payout_queue()] == [5000]
    assert any(mandate.lapses_on < today + timedelta(days=60) for mandate in Mandate.objects.filter(ended_on=None))
    assert any(not recipient_of(account)["email"] for account in Account.objects.all())
