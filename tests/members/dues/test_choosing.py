"""What a member chooses holds from a year that is not charged; what needs a yes waits for it."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from members.dues.actions import DuesRefused
from members.dues.actions.choosing import choose, decide_wish
from members.dues.models import Circumstance, FeeRegulations, Wish
from members.dues.queries.choosing import Option, options_of
from members.models import Member, User
from tests.factories import MemberFactory, PersonFactory, sign_in, user_in_group
from verein.models import Mail

from .conftest import NOW, user_of, year_of

BOOK: dict[str, Any] = {
    "fees": [{"key": "full", "name": "Jahresbeitrag", "chosen": {"min_cents": 5000}}],
    "payment": {
        "plans": [
            {"key": "year", "name": "jährlich"},
            {"key": "month", "name": "monatlich", "every_months": 1, "on_request": True},
        ]
    },
}
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def member(db: None) -> Member:
    FeeRegulations.objects.create(rules=BOOK, decided_on=date(2019, 12, 1), effective_on=date(2020, 1, 1))
    made: Member = MemberFactory()
    return made


def option(member: Member, key: str) -> Option:
    return next(one for one in options_of(member, TODAY) if one.key == key)


def test_member_chooses_an_amount_and_changes_it_and_never_below_the_least(client: Client, member: Member) -> None:
    sign_in(client, user_of(member))
    page = f"/mein/beitraege/wahl/{member.pk}/chosen/full/"

    low = client.post(page, {"cents": "49,99"})
    for amount in ("80", "100,50"):
        assert client.post(page, {"cents": amount}).status_code == 302

    assert low.status_code == 422
    assert 'value="49,99"' in low.content.decode()
    assert year_of(member, 2026).expected().total_cents == 10050
    assert Circumstance.objects.filter(withdrawn_at=None).count() == 1
    assert "100,50" in client.get("/mein/beitraege/wahl/").content.decode()


def test_payment_interval_on_request_waits_for_the_treasurer(client: Client, member: Member) -> None:
    treasurer: User = PersonFactory().user
    wish = choose(member, option(member, "month"), cents=None, reason="Saisonbetrieb", actor=None, now=NOW)
    assert isinstance(wish, Wish)
    with pytest.raises(DuesRefused):
        choose(member, option(member, "month"), cents=None, reason="", actor=None, now=NOW)
    assert len(year_of(member, 2026).expected().instalments) == 1

    decide_wish(wish, accepted=True, answer="", actor=treasurer, now=NOW)

    assert len(year_of(member, 2026).expected().instalments) == 12
    assert option(member, "month").is_now
    assert "monatlich" in Mail.objects.get(kind="dues/mail/wish_decided").text
    choose(member, option(member, "year"), cents=None, reason="", actor=None, now=NOW)
    assert len(year_of(member, 2026).expected().instalments) == 1


def test_proposal_is_declined_only_with_a_reason_and_by_the_treasurer(client: Client, member: Member) -> None:
    wish = choose(member, option(member, "month"), cents=None, reason="", actor=None, now=NOW)
    path = f"/admin/beitraege/angaben/vorschlag/{wish.pk}/"

    sign_in(Client(), user_in_group("Board")).post(path, {"accepted": "yes"})
    sign_in(client, user_in_group("Treasurer"))
    assert client.post(path, {"accepted": "no"}).context["form"].non_field_errors()
    assert client.post(path, {"accepted": "no", "answer": "nur jährlich"}).status_code == 302

    wish.refresh_from_db()
    assert (wish.accepted, wish.answer) == (False, "nur jährlich")
    assert not Circumstance.objects.exists()


def test_nobody_chooses_for_another_member(client: Client, member: Member) -> None:
    sign_in(client, MemberFactory().person.user)
    assert client.get(f"/mein/beitraege/wahl/{member.pk}/chosen/full/").status_code == 404
    assert client.post(f"/mein/beitraege/wahl/{member.pk}/chosen/full/", {"cents": "80"}).status_code == 404
    assert Client().get("/mein/beitraege/wahl/").status_code == 302
