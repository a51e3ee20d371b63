"""The ledger only grows, nothing is booked into a closed year, and what the bank has been handed stays.

So do the facts of what leads to postings. What is sealed may be sealed again (a new SECRET_KEY) or forgotten when it was
kept long enough, and how far something has come may be noted.
"""

from django.db import migrations

from verein.constraints import Kept, Refused

LEDGER = (
    "invoice",
    "invoiceline",
    "charge",
    "invoicedocument",
    "posting",
    "closedyear",
    "reminder",
    "reminderdocument",
    "reminderitem",
    "reminderrun",
    "reminderwithdrawal",
    "paper",
    "postrun",
    "postitem",
    "bankstatement",
)
FACTS = {
    "banktransaction": ("statement_id", "key", "booked_on", "valued_on", "amount_cents", "fee_cents", "is_return"),
    "mandate": ("account_id", "reference", "signed_on", "how"),
    "attempt": ("key", "account_id", "charge_id", "kind"),
    "refundorder": ("key", "attempt_id", "amount_cents"),
    "payout": ("account_id", "amount_cents", "ordered_at"),
    "waivedcost": ("key", "account_id", "amount_cents", "waived_on"),
}
CLOSED = "EXISTS (SELECT 1 FROM billing_closedyear WHERE until_on > NEW.{day})"
HANDED_OVER = "what the bank has been handed is kept"
OF_A_DEBIT = "(SELECT downloaded_at FROM billing_debitrun WHERE id = OLD.run_id) IS NOT NULL"
OF_AN_ITEM = (
    "(SELECT run.downloaded_at FROM billing_debit debit JOIN billing_debitrun run ON run.id = debit.run_id "
    "WHERE debit.id = OLD.debit_id) IS NOT NULL"
)


def closed_year(table: str, day: str) -> Refused:
    return Refused(f"{table}_open_year", table, "INSERT", when=CLOSED.format(day=day), saying="the year is closed")


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [
        *(Kept(f"billing_{name}", saying="the ledger is append-only") for name in LEDGER),
        *(Kept(f"billing_{name}", *columns, saying="the record is kept") for name, columns in FACTS.items()),
        closed_year("billing_posting", "booked_on"),
        closed_year("billing_invoice", "issued_on"),
        Kept(
            "billing_debitrun",
            "reference",
            "collect_on",
            "total_cents",
            "sha256",
            "downloaded_at",
            "cancelled_at",
            when="OLD.downloaded_at IS NOT NULL",
            saying=HANDED_OVER,
        ),
        Kept(
            "billing_debit",
            "run_id",
            "mandate_id",
            "end_to_end",
            "amount_cents",
            "announced_cents",
            "announced_at",
            "left_out",
            when=OF_A_DEBIT,
            saying=HANDED_OVER,
        ),
        Kept("billing_debititem", "debit_id", "charge_id", "amount_cents", when=OF_AN_ITEM, saying=HANDED_OVER),
        Kept(
            "billing_payoutfile",
            "reference",
            "execute_on",
            "total_cents",
            "sha256",
            "made_at",
            when="OLD.made_at IS NOT NULL",
            saying=HANDED_OVER,
        ),
    ]
