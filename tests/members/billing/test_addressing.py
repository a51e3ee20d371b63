"""Letters and mails greet people by name, a company by who represents it, and nobody else’s name as a person’s."""

from datetime import date

import pytest
from django.utils import translation

from members.billing.actions import account_for
from members.billing.mails.post import tell_payer
from members.billing.queries.parties import member_as_recipient, recipient_of
from members.billing.rules.addressing import address_lines, greeting, is_firm
from members.models import Company, Member, Seat
from tests.factories import MemberFactory, make_account
from verein.models import Mail

DAY = date(2027, 1, 10)


@pytest.mark.parametrize(
    "name", ["Müller GmbH", "Schulze & Söhne", "Kötter e. K.", "Evers GbR", "Hof UG (haftungsbeschränkt)", "SE Werke"]
)
def test_firms_are_known_by_their_legal_form(name: str) -> None:
    assert is_firm(name)


@pytest.mark.parametrize("name", ["Uwe Seeger", "Maria Agnes Kgosi", "Gesa Ohg", "Dr. Eva Vetter"])
def test_people_are_no_firms(name: str) -> None:
    assert not is_firm(name)


def test_documents_of_before_are_greeted_as_ever() -> None:
    old = {"name": "Evers GmbH", "is_business": "yes", "street": "A 1", "postcode": "1", "city": "B"}
    assert greeting(old) == "Sehr geehrte Damen und Herren,"
    assert greeting({**old, "is_business": ""}) == "Guten Tag Evers GmbH,"
    assert address_lines(old) == ["Evers GmbH", "A 1", "1 B"]


@pytest.fixture
def company(db: None) -> Member:
    holder = Company.objects.create(
        name="Evers GmbH", slug="evers", street="Markt 1", postcode="48999", city="Emsbogen", email="post@evers.example"
    )
    return Member.objects.create(company=holder, number="F-1")


def test_company_is_greeted_by_who_represents_it_that_day(company: Member) -> None:
    account = account_for(company)
    assert greeting(recipient_of(account, DAY)) == "Sehr geehrte Damen und Herren,"
    person = MemberFactory(person__title="Dr.", person__first_name="Eva", person__last_name="Evers").person
    contact = MemberFactory().person
    Seat.objects.create(member=company, person=contact, role=Seat.Role.CONTACT, from_on=date(2019, 1, 1))
    Seat.objects.create(member=company, person=person, role=Seat.Role.REPRESENTATIVE, from_on=date(2020, 1, 1))

    to = recipient_of(account, DAY)

    assert greeting(to) == "Guten Tag Dr. Eva Evers,"
    assert address_lines(to) == ["Evers GmbH", "z. Hd. Dr. Eva Evers", "Markt 1", "48999 Emsbogen"]
    assert greeting(member_as_recipient(company, date(2018, 1, 1))) == "Sehr geehrte Damen und Herren,"
    with translation.override("en"):
        assert address_lines(to)[1] == "attn. Dr. Eva Evers"
        tell_payer(account, "billing/mail/mandate_ended", {"mandate": {"reference": "M-1"}}, on=DAY)
    assert "Guten Tag Dr. Eva Evers," in Mail.objects.get().text


@pytest.mark.django_db
def test_whoever_pays_for_somebody_else_is_greeted_as_what_it_is() -> None:
    account = make_account(person__last_name="Kind")
    assert greeting(recipient_of(account, DAY)).endswith("Kind,")
    account.payer_name = "Müller GmbH"
    assert greeting(recipient_of(account, DAY)) == "Sehr geehrte Damen und Herren,"
    account.payer_name = "Petra Müller"
    assert greeting(recipient_of(account, DAY)) == "Guten Tag Petra Müller,"
