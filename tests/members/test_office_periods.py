"""The office's forms about memberships: change the type, correct a period, grant an exception."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from members.models import Consent, MembershipType, StartReason
from tests.factories import MemberFactory, PersonFactory, make_statutes, sign_in, user_in_group
from verein.models import LogEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Client:
    return sign_in(Client(), user_in_group("Board"))


def test_the_form_changes_the_type_from_a_day_and_keeps_what_was(office: Client) -> None:
    honorary = MembershipType.objects.create(key="honorary", name="Ehrenmitglied")
    old = MemberFactory().periods.get()
    address = reverse("office_change_type", args=[old.pk])
    data = {"type": honorary.pk, "from_on": "01.07.2026", "start_reason": StartReason.HONOURED}

    refused = office.post(address, {**data, "from_on": "31.02.2026"}).content.decode()
    assert "31.02.2026" in refused
    assert office.post(address, data).status_code == 302

    old.refresh_from_db()
    assert old.last_day == date(2026, 6, 30)
    new = old.member.periods.get(type=honorary)
    assert (new.from_on, new.start_reason) == (date(2026, 7, 1), StartReason.HONOURED)


def test_the_form_corrects_a_period_and_shows_the_last_day_people_know(office: Client) -> None:
    period = MemberFactory(period__until_on=date(2025, 1, 1)).periods.get()
    address = reverse("office_correct", args=[period.pk])
    assert 'value="31.12.2024"' in office.get(address).content.decode()

    data = {
        "type": period.type_id,
        "from_on": "01.01.2019",
        "last_day": "30.06.2024",
        "start_reason": StartReason.IMPORTED,
        "end_reason": "notice",
    }
    assert office.post(address, data).status_code == 302
    period.refresh_from_db()
    assert (period.from_on, period.until_on) == (date(2019, 1, 1), date(2024, 7, 1))
    assert LogEntry.objects.filter(action="members.correct_membership").exists()
    before = office.post(address, {**data, "last_day": "31.12.2018"})
    assert before.status_code == 200  # the end lies before the beginning
    assert "31.12.2018" in before.content.decode()


def test_an_exception_is_granted_with_its_reason_and_kept_with_the_membership(office: Client) -> None:
    make_statutes(types=[{"key": "young", "name": "Juniormitglied", "max_age": 25, "exceptions_by": ["board"]}])
    person = PersonFactory(born_on=date(1970, 1, 1))
    data = {"type": MembershipType.objects.get(key="young").pk, "from_on": "01.07.2026"}
    address = reverse("office_start", args=["person", person.pk])

    assert office.post(address, data).status_code == 200  # too old by the statutes
    assert not hasattr(person, "member")
    assert office.post(address, {**data, "exception": "Beschluss vom 3. Juni"}).status_code == 302
    person.refresh_from_db()
    assert person.member.periods.get().exception == "Beschluss vom 3. Juni"
    page = office.get(reverse("office_people:inspect", args=[person.pk])).content.decode()
    assert "Beschluss vom 3. Juni" in page


@pytest.mark.parametrize("rows", [1, 30])
def test_my_data_asks_as_often_for_thirty_entries_as_for_one(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    person = MemberFactory().person
    assert person.user is not None
    client = sign_in(Client(), person.user)
    for number in range(rows):
        Consent.objects.create(
            person=person, kind=f"photo:{number}", text_version="1", given_at="2026-01-01T10:00:00Z", source="Test"
        )
    client.get("/mein/daten/")
    with django_assert_num_queries(68):
        client.get("/mein/daten/")
