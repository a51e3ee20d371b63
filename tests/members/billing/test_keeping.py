"""What is kept of payers goes when it has been kept long enough."""

from datetime import UTC, date, datetime

import pytest

from members.billing.actions import account_for
from members.billing.models import Mandate
from members.billing.privacy import PROVIDER
from tests.factories import MemberFactory
from verein.models import Retention
from verein.sealed import seal

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
