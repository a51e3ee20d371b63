"""What the bank takes for a debit that comes back is charged at cost, once, where the regulations say so."""

from datetime import date

import pytest
from django.test import Client

from members.billing.actions import BillingRefused
from members.billing.actions.bank import book_certain
from members.billing.actions.collecting import settle_run
from members.billing.actions.returns import charge_return_costs
from members.billing.models import BankTransaction, Debit, Invoice
from members.dues.models import FeeRegulations
from tests.members.billing import bank_files as files
from tests.members.billing.test_bank import came
from tests.members.billing.test_debit_runs import DAY, collected, own_account  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
TODAY = date(2027, 3, 1)


def returned() -> BankTransaction:
    """A debit of 120 euros that came back, for which the bank took 3.50."""
    _charge, run = collected()
    settle_run(run, booked_on=DAY, actor=None)
    came(files.returned_debit("120.00", "MS03", e2e=Debit.objects.get().end_to_end))
    assert book_certain(actor=None) == 1
    BankTransaction.objects.update(fee_cents=350)
    return BankTransaction.objects.get()


def regulate(*, passed_on: bool) -> None:
    FeeRegulations.objects.create(
        rules={"payment": {"returned_debit_passed_on": passed_on}}, effective_on=date(2020, 1, 1)
    )


def test_treasurer_charges_the_cost_with_one_click_and_once(treasurer_client: Client) -> None:
    regulate(passed_on=True)
    row = returned()
    url = f"/admin/bank/{row.pk}/"
    assert "3,50" in treasurer_client.get(url).content.decode()

    treasurer_client.post(f"{url}kosten/")

    invoice = Invoice.objects.get(kind="invoice")
    assert (invoice.total_cents, invoice.vat_cents) == (350, 0)
    assert "Rücklastschrift" in invoice.lines.get().text
    with pytest.raises(BillingRefused):
        charge_return_costs(row, today=TODAY, actor=None)
    assert "kosten/" not in treasurer_client.get(url).content.decode()


def test_cost_stays_with_the_association_where_the_regulations_do_not_pass_it_on() -> None:
    regulate(passed_on=False)

    with pytest.raises(BillingRefused):
        charge_return_costs(returned(), today=TODAY, actor=None)
