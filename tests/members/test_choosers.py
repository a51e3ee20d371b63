"""Choosing one person or member among thousands: by name, company or number, for who may see them in the office."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from members.forms.lists import HandOutForm
from members.forms.seats import LinkForm, SeatForm
from tests.factories import CompanyFactory, MemberFactory, PersonFactory, make_seat, sign_in

pytestmark = pytest.mark.django_db


def ask(client: Client, name: str, query: str = "", window: str = "person") -> str:
    page = client.get(reverse(f"office_{window}_chooser:{name}"), {"q": query})
    assert page.status_code == 200
    return page.content.decode()


def test_person_is_found_by_name_and_company_whoever_knows_them_and_is_alive(board_client: Client) -> None:
    guest = PersonFactory(
        last_name="Özdemir",
        sort_key="ozdemir",
        company=CompanyFactory(name="Segelmacherei", sort_key="segelmacherei"),
    )
    PersonFactory(last_name="Özgür", sort_key="ozgur", died_on=date(2026, 1, 1))
    for query in ("ozdemir", "ÖZDEMIR", "segelmach"):
        found = ask(board_client, "choose_results", query)
        assert "Özdemir" in found
        assert "Segelmacherei" in found
        assert guest.email not in found
    assert "Özgür" not in ask(board_client, "choose_results", "özgür")
    assert board_client.get(reverse("office_person_chooser:chosen", args=[guest.pk])).status_code == 200
    assert board_client.get(reverse("office_person_chooser:chosen", args=["x"])).status_code == 404
    assert "Suche" in ask(board_client, "choose")


def test_member_is_found_by_number_too(board_client: Client) -> None:
    member = MemberFactory()
    assert str(member.holder) in ask(board_client, "choose_results", member.number, "member")
    assert str(member.holder) not in ask(board_client, "choose_results", "niemand", "member")


def test_nobody_else_may_look(client: Client, member_client: Client, editor_client: Client) -> None:
    person = PersonFactory(last_name="Verborgen")
    former = sign_in(Client(), MemberFactory(period__until_on=date(2025, 1, 1)).person.user)
    for window, pk in (("person", person.pk), ("member", MemberFactory().pk)):
        for visitor in (client, member_client, former, editor_client):
            for name, args in (("choose", []), ("choose_results", []), ("chosen", [pk]), ("chosen_multiple", [])):
                page = visitor.get(reverse(f"office_{window}_chooser:{name}", args=args), {"id": pk})
                assert page.status_code in {302, 403}
                assert "Verborgen" not in page.content.decode()


def test_forms_hold_no_list_and_say_what_is_wrong(board_client: Client) -> None:
    PersonFactory.create_batch(3, last_name="Vielhaber")
    seat = make_seat(PersonFactory(), CompanyFactory())
    page = board_client.get(f"/admin/mitglieder/{seat.member_id}/sitze/neu/")
    assert "Vielhaber" not in str(SeatForm())
    assert "Vielhaber" not in page.content.decode()
    for form in (SeatForm({"person": "x"}), SeatForm({"person": "999999"}), HandOutForm({"recipient": "x"})):
        assert form.errors
        assert "Person auswählen" in str(form)
    other = MemberFactory()
    linked = LinkForm({"other": str(other.pk)}, member=seat.member)
    assert linked.is_valid()
    assert linked.cleaned_data["other"] == other
    assert str(other.holder) in str(linked)
    assert not LinkForm({"other": str(seat.member_id)}, member=seat.member).is_valid(), "not to itself"
