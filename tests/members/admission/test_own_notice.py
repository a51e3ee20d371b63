"""A member gives notice in the own area."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from members.admission.models import Notice
from members.models import (
    Member,
    Membership,
    MembershipType,
    Seat,
)
from members.models.rulebook import Form
from tests.factories import (
    CompanyFactory,
    MemberFactory,
    PersonFactory,
    sign_in,
    user_in_group,
)
from tests.members.admission.test_leaving import YEAR_END, in_force
from verein.models import Mail

pytestmark = pytest.mark.django_db


def test_member_sees_the_end_before_giving_notice_and_does_it_with_two_clicks() -> None:
    in_force(YEAR_END)
    period = MemberFactory().periods.get()
    client = sign_in(Client(), period.member.person.user, second_factor=False)
    page = client.get("/mein/mitgliedschaft/").content.decode()
    address = reverse("own_notice", args=[period.pk])
    assert address in page
    assert "sind Sie Mitglied bis" in client.get(address).content.decode()
    page = client.post(address, {}, follow=True).content.decode()
    period.refresh_from_db()
    assert period.until_on is not None
    assert Notice.objects.get().form == Form.DIGITAL
    assert "Kündigung zurücknehmen" in page
    client.post(reverse("own_notice_withdraw", args=[period.pk]))
    period.refresh_from_db()
    assert period.until_on is None


def test_the_association_hears_of_a_notice_given_online() -> None:
    in_force(YEAR_END)
    period = MemberFactory().periods.get()
    client = sign_in(Client(), period.member.person.user, second_factor=False)
    client.post(reverse("own_notice", args=[period.pk]), {})
    assert Mail.objects.get(kind="admission/mail/notice_arrived").to == "buero@example.org"


def test_important_reason_without_a_reason_keeps_what_was_typed() -> None:
    period = MemberFactory().periods.get()
    client = sign_in(Client(), period.member.person.user, second_factor=False)
    page = client.post(reverse("own_notice", args=[period.pk]), {"important": "on"}).content.decode()
    assert "welchen wichtigen Grund" in page
    assert not Notice.objects.exists()


def test_nobody_else_can_give_notice_for_a_member() -> None:
    period = MemberFactory().periods.get()
    address = reverse("own_notice", args=[period.pk])
    assert Client().post(address)["Location"].startswith("/konto/login/")
    for other in (MemberFactory().person.user, user_in_group("Board")):
        assert sign_in(Client(), other).post(address).status_code == 404
    assert not Notice.objects.exists()


def company_member(role: str) -> tuple[Membership, Any]:
    member = Member.objects.create(number="F1", company=CompanyFactory())
    kind, _new = MembershipType.objects.get_or_create(key="full", defaults={"name": "Mitglied"})
    period = Membership.objects.create(member=member, type=kind, from_on=date(2020, 1, 1))
    person = PersonFactory(company=member.company)
    Seat.objects.create(member=member, person=person, role=role, from_on=date(2020, 1, 1))
    return period, person


def test_the_representative_gives_notice_for_the_company() -> None:
    period, person = company_member(Seat.Role.REPRESENTATIVE)
    client = sign_in(Client(), person.user, second_factor=False)
    client.post(reverse("own_notice", args=[period.pk]), {})
    assert Notice.objects.get().membership == period
    assert Mail.objects.filter(to=person.email, kind="admission/mail/notice_received").exists()


def test_a_contact_person_cannot_give_notice_for_the_company() -> None:
    period, person = company_member(Seat.Role.CONTACT)
    client = sign_in(Client(), person.user, second_factor=False)
    page = client.post(reverse("own_notice", args=[period.pk]), {}).content.decode()
    assert "Nur die Vertretung" in page
    assert not Notice.objects.exists()
