"""What the bank has been handed stays: the database refuses to change a downloaded debit run, its debits
and their items, and a file of transfers.

The sealed file may be sealed again (a new SECRET_KEY); its hash may not change. When a debit was credited may be noted.
On SQLite deletions are not refused: Django empties tables by DELETE there (tests, `manage.py flush`).
"""

from typing import Any

from django.db import migrations

RUN = ("reference", "collect_on", "total_cents", "sha256", "downloaded_at", "cancelled_at")
DEBIT = ("run_id", "mandate_id", "end_to_end", "amount_cents", "announced_cents", "announced_at", "left_out")
ITEM = ("debit_id", "charge_id", "amount_cents")
HANDED_OVER = {
    "billing_debitrun": (RUN, "OLD.downloaded_at IS NOT NULL"),
    "billing_payoutfile": (("reference", "execute_on", "total_cents", "sha256", "made_at"), "OLD.made_at IS NOT NULL"),
    "billing_debit": (DEBIT, "(SELECT downloaded_at FROM billing_debitrun WHERE id = OLD.run_id) IS NOT NULL"),
    "billing_debititem": (
        ITEM,
        "(SELECT run.downloaded_at FROM billing_debit debit JOIN billing_debitrun run ON run.id = debit.run_id "
        "WHERE debit.id = OLD.debit_id) IS NOT NULL",
    ),
}

POSTGRESQL = """
CREATE FUNCTION {table}_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {handed_over} AND (TG_OP = 'DELETE' OR {changed}) THEN
    RAISE EXCEPTION 'what the bank has been handed is kept';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_is_kept();
"""
SQLITE = """
CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} WHEN {handed_over} AND ({changed})
BEGIN SELECT RAISE(ABORT, 'what the bank has been handed is kept'); END
"""


def add(apps: Any, editor: Any) -> None:
    on_postgresql = editor.connection.vendor == "postgresql"
    differs = "OLD.{0} IS DISTINCT FROM NEW.{0}" if on_postgresql else "OLD.{0} IS NOT NEW.{0}"
    for table, (columns, handed_over) in HANDED_OVER.items():
        changed = " OR ".join(differs.format(column) for column in columns)
        template = POSTGRESQL if on_postgresql else SQLITE
        editor.execute(template.format(table=table, handed_over=handed_over, changed=f"({changed})"))


def remove(apps: Any, editor: Any) -> None:
    on_postgresql = editor.connection.vendor == "postgresql"
    for table in HANDED_OVER:
        editor.execute(f"DROP TRIGGER {table}_kept" + (f" ON {table}" if on_postgresql else ""))
        if on_postgresql:
            editor.execute(f"DROP FUNCTION {table}_is_kept()")


class Migration(migrations.Migration):
    dependencies = [("billing", "0011_closed_years")]
    operations = [migrations.RunPython(add, remove)]
