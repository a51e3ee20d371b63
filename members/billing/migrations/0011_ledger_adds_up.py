"""Numbers follow each other, sums agree, both sides of an offset cancel out: no writer gets past it.

`queries.checking` asks the same of the whole ledger every night: it would find a database somebody has repaired by hand.
Credit may fall below zero: where a payment is returned after its surplus was paid out, the payer owes it.
"""

from django.db import migrations

from verein.constraints import HeldAtCommit, Refused

# The number as it is printed: the sequence fills six places, or more where it needs them.
NUMBER = "NEW.series || '-' || NEW.year || '-' || substr('000000', 1 + length(CAST(NEW.sequence AS text))) || NEW.sequence"
NEXT = "(SELECT COALESCE(MAX(sequence), 0) + 1 FROM billing_invoice WHERE series = NEW.series AND year = NEW.year)"

MIRRORED = (
    "NEW.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM billing_invoice whole WHERE whole.id = NEW.reverses_id "
    "AND whole.kind <> 'reversal' AND whole.account_id = NEW.account_id "
    "AND whole.total_cents = -NEW.total_cents AND whole.vat_cents = -NEW.vat_cents)"
)
WRITTEN = "EXISTS (SELECT 1 FROM billing_invoicedocument WHERE invoice_id = NEW.invoice_id)"
TWICE = (
    "EXISTS (SELECT 1 FROM billing_charge charge WHERE charge.key = NEW.key AND charge.invoice_id <> NEW.invoice_id "
    "AND NOT EXISTS (SELECT 1 FROM billing_invoice reversal WHERE reversal.reverses_id = charge.invoice_id))"
)
ASTRAY = "NEW.account_id <> (SELECT account_id FROM billing_{of} WHERE id = NEW.{of}_id)"

# What is due of a reversal is nothing: it settles the charges of the document it cancels.
SUMS = """EXISTS (SELECT 1 FROM billing_invoice invoice WHERE invoice.id = {subject} AND (
    invoice.total_cents <> (SELECT COALESCE(SUM(gross_cents), 0) FROM billing_invoiceline WHERE invoice_id = {subject})
    OR invoice.vat_cents <> (SELECT COALESCE(SUM(vat_cents), 0) FROM billing_invoiceline WHERE invoice_id = {subject})
    OR CASE invoice.kind WHEN 'reversal' THEN 0 ELSE invoice.total_cents END
        <> (SELECT COALESCE(SUM(amount_cents), 0) FROM billing_charge WHERE invoice_id = {subject})))"""
SETTLED = """EXISTS (SELECT 1 FROM billing_charge charge JOIN billing_invoice reversal
    ON reversal.reverses_id = charge.invoice_id WHERE charge.invoice_id = {subject} AND charge.amount_cents <>
    (SELECT COALESCE(SUM(amount_cents), 0) FROM billing_posting posting WHERE posting.charge_id = charge.id
    AND posting.kind = 'reversal' AND posting.ref LIKE 'reversal:%'))"""
FULL = """(SELECT SUM(amount_cents) FROM billing_posting WHERE charge_id = {subject})
    > (SELECT amount_cents FROM billing_charge WHERE id = {subject})"""
ACCOUNT = (
    "SELECT 1 FROM billing_account WHERE id = (SELECT account_id FROM billing_charge WHERE id = {subject}) FOR UPDATE"
)
PAIR = (
    "CASE WHEN NEW.kind = 'offset' "
    "THEN substr(NEW.ref, 1, length(NEW.ref) - CASE WHEN NEW.ref LIKE '%:from' THEN 5 ELSE 3 END) END"
)
ALONE = """{subject} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM billing_posting source JOIN billing_posting target
    ON target.account_id = source.account_id AND target.amount_cents = -source.amount_cents
    WHERE source.ref = {subject} || ':from' AND source.kind = 'offset'
    AND target.ref = {subject} || ':to' AND target.kind = 'offset')"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0010_ledger_is_kept"), ("verein", "0002_log_is_kept")]
    operations = [
        Refused(
            "billing_invoice_consecutive",
            "billing_invoice",
            "INSERT",
            when=f"NEW.sequence <> {NEXT} OR NEW.number <> {NUMBER}",
            saying="this is not the next number",
        ),
        Refused(
            "billing_invoice_mirrors",
            "billing_invoice",
            "INSERT",
            when=MIRRORED,
            saying="a reversal mirrors the document it cancels",
        ),
        Refused(
            "billing_invoiceline_written",
            "billing_invoiceline",
            "INSERT",
            when=WRITTEN,
            saying="the document is written already",
        ),
        Refused(
            "billing_charge_once",
            "billing_charge",
            "INSERT",
            when=f"{WRITTEN} OR {TWICE}",
            saying="this is charged already",
        ),
        Refused(
            "billing_charge_account",
            "billing_charge",
            "INSERT",
            when=ASTRAY.format(of="invoice"),
            saying="a charge is of the account of its invoice",
        ),
        Refused(
            "billing_posting_account",
            "billing_posting",
            "INSERT",
            when=ASTRAY.format(of="charge"),
            saying="a posting is of the account of its charge",
        ),
        HeldAtCommit(
            "adds_up",
            {
                "billing_invoice": "NEW.id",
                "billing_invoiceline": "NEW.invoice_id",
                "billing_charge": "NEW.invoice_id",
            },
            unless=SUMS,
            saying="the sums of a document do not agree",
        ),
        HeldAtCommit(
            "settled",
            {
                "billing_invoice": "NEW.reverses_id",
                "billing_posting": "(SELECT invoice_id FROM billing_charge WHERE id = NEW.charge_id)",
            },
            unless=SETTLED,
            saying="a document is cancelled, and what is due of it not settled",
        ),
        HeldAtCommit(
            "not_full",
            {"billing_posting": "NEW.charge_id"},
            unless=FULL,
            alone=ACCOUNT,
            saying="more is booked on a charge than is due",
        ),
        HeldAtCommit(
            "pairs",
            {"billing_posting": PAIR},
            unless=ALONE,
            saying="the two sides of an offset do not cancel out",
        ),
    ]
