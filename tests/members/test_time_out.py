"""Time out, and the consent to be honoured: what members say about themselves without any legal effect."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.actions.attendance import mark_attendance
from events.models import Registration
from members.actions.refusal import MemberRefused
from members.actions.time_out import take_time_out
from members.models import TimeOut
from members.queries import is_member
from tests.factories import MemberFactory, PersonFactory, RegistrationFactory, make_event, sign_in, user_in_group

pytestmark = pytest.mark.django_db


def test_time_out_is_taken_shown_to_members_without_its_reason_and_ended(member_client: Client) -> None:
    today = timezone.localdate()
    data = {"from_on": today.isoformat(), "last_day": (today + timedelta(days=30)).isoformat(), "reason": "Elternzeit"}
    assert member_client.post(reverse("own_time_out"), data).status_code == 302
    person = member_client.user.person

    other = sign_in(Client(), MemberFactory().person.user)
    page = other.get(reverse("person_profile", args=[person.slug])).content.decode()
    assert "Auszeit bis" in page
    assert "Elternzeit" not in page
    assert is_member(person, today)
    member_client.post(reverse("end_own_time_out", args=[TimeOut.objects.get().pk]))
    assert "Auszeit bis" not in other.get(reverse("person_profile", args=[person.slug])).content.decode()


def test_time_out_says_why_not_and_keeps_what_was_typed(member_client: Client) -> None:
    data = {"from_on": "2026-05-02", "last_day": "2026-05-01", "reason": "Reise"}
    page = member_client.post(reverse("own_time_out"), data).content.decode()
    assert "vor dem ersten" in page
    assert "Reise" in page
    person = member_client.user.person
    take_time_out(person, from_on=date(2026, 5, 1), last_day=date(2026, 5, 31), reason="", actor=None)
    with pytest.raises(MemberRefused, match="andere Auszeit"):
        take_time_out(person, from_on=date(2026, 5, 31), last_day=date(2026, 6, 30), reason="", actor=None)


def test_whoever_takes_a_time_out_is_not_counted_absent() -> None:
    event = make_event(starts_at=timezone.now() - timedelta(hours=3))
    day = timezone.localdate(event.page.starts_at)
    away, other = MemberFactory().person, MemberFactory().person
    take_time_out(away, from_on=day, last_day=day, reason="", actor=None)
    rows = [RegistrationFactory(event=event, person=each, guest_name="", guest_email="") for each in (away, other)]

    mark_attendance(
        event=event, marks=dict.fromkeys([row.pk for row in rows], "absent"), now=timezone.now(), actor=None
    )

    assert dict(Registration.objects.values_list("person", "attendance")) == {away.pk: "excused", other.pk: "absent"}


@pytest.mark.parametrize("name", ["own_time_out", "own_honours"])
def test_own_pages_are_open_to_members_only(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302
    client.force_login(MemberFactory(period__until_on=date(2025, 1, 1)).person.user)
    assert client.get(reverse(name)).status_code in {302, 403}
    assert sign_in(Client(), user_in_group("Board")).get(reverse(name)).status_code == 200


def test_nobody_ends_the_time_out_of_somebody_else(member_client: Client) -> None:
    today = timezone.localdate()
    row = TimeOut.objects.create(person=PersonFactory(), from_on=today, until_on=today + timedelta(days=9))
    assert member_client.post(reverse("end_own_time_out", args=[row.pk])).status_code == 404
    assert TimeOut.objects.filter(until_on=row.until_on).exists()


def test_honours_are_agreed_to_and_withdrawn(member_client: Client) -> None:
    person = member_client.user.person
    member_client.post(reverse("own_honours"), {"birthday": "on"})
    assert list(person.consents.filter(withdrawn_at=None).values_list("kind", flat=True)) == ["honour:birthday"]
    member_client.post(reverse("own_honours"), {})
    assert not person.consents.filter(withdrawn_at=None).exists()
