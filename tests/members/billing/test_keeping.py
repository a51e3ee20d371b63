"""What is kept of payers goes when it has been kept long enough."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import override_settings

from members.billing.actions import account_for, issue
from members.billing.actions.resealing import reseal_accounts
from members.billing.models import Mandate, Paper, Reminder, ReminderRun
from members.billing.privacy import PROVIDER
from members.billing.queries.keeping import kept_until
from tests.factories import MemberFactory, make_account, make_draft
from verein.models import Retention
from verein.sealed import fingerprint, seal

pytestmark = pytest.mark.django_db


def test_account_number_of_an_ended_mandate_goes_after_14_months_and_the_reference_stays() -> None:
    used, live = date(2025, 1, 10), date(2026, 1, 10)
    old = _kept(used, ended_on=date(2025, 2, 1))
    young = _kept(live, ended_on=date(2026, 2, 1))
    unended = _kept(used, ended_on=None)

    found = PROVIDER.retain(Retention.load(), datetime(2026, 4, 1, tzinfo=UTC))

    for mandate in (old, young, unended):
        mandate.refresh_from_db()
    assert [outcome.count for outcome in found] == [1]
    assert (old.iban_sealed, old.holder, old.reference) == ("", "", old.reference)
    assert young.iban_sealed
    assert unended.iban_sealed


def _kept(used: date, *, ended_on: date | None) -> Mandate:
    account = account_for(MemberFactory())
    return Mandate.objects.create(
        account=account,
        reference=f"{account.member.number}-01",
        holder="Wiebke Overkamp",
        iban_sealed=seal("DE02120300000000202051"),
        iban_hash="x",
        iban_short="DE02 … 2051",
        signed_on=used,
        last_used_on=used,
        how="paper",
        text_version="1",
        ended_on=ended_on,
        ended_how="revoked" if ended_on else "",
    )


def test_account_numbers_are_sealed_again_after_the_key_has_changed(settings: Any) -> None:
    with override_settings(SECRET_KEY="the key before"):
        mandate = _kept(date(2026, 1, 10), ended_on=None)
    settings.SECRET_KEY_FALLBACKS = ["the key before"]

    assert (reseal_accounts(), reseal_accounts()) == (1, 0)

    settings.SECRET_KEY_FALLBACKS = []
    mandate.refresh_from_db()
    assert mandate.iban() == "DE02120300000000202051"
    assert mandate.iban_hash == fingerprint("DE02120300000000202051")


def test_latest_of_vouchers_and_letters_says_how_long_a_person_is_kept() -> None:
    account = make_account()
    person = account.member.person
    assert person is not None
    assert kept_until(person) is None

    issue(account, make_draft(), issued_on=date(2027, 1, 10), actor=None)
    assert kept_until(person) == date(2035, 12, 31)

    values = {"account": account, "kind": Paper.Kind.LETTER, "title": "Brief", "amount_cents": 0, "sha256": "x"}
    Paper.objects.create(key="letter:1", issued_on=date(2031, 5, 1), retain_until=date(2037, 12, 31), **values)
    assert kept_until(person) == date(2037, 12, 31)

    run = ReminderRun.objects.create(ran_on=date(2032, 3, 1))
    told = {"stage": 1, "title": "Mahnung", "by": "letter", "open_cents": 6000, "recipient": {}, "issuer": {}}
    Reminder.objects.create(
        run=run, account=account, sent_on=date(2032, 3, 1), pay_until=date(2032, 3, 15), text="x", **told
    )
    assert kept_until(person) == date(2038, 12, 31)
