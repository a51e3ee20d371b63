"""Gives the demo's treasurer something to do: mandates, a debit that came back, a refund, lines of the bank."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone

from members.billing.actions import order_payout, receive
from members.billing.actions.collecting import file_of, start_run
from members.billing.actions.mandates import give_mandate
from members.billing.actions.settling import settle_run
from members.billing.actions.statements import take_statement
from members.billing.models import Account, Charge, DebitRun
from members.billing.queries.ledger import with_open
from members.billing.rules import Receipt
from members.billing.rules.target import target_day
from members.models import User
from members.queries import TREASURER_GROUP

from .dues import KNOWN_BANK, LATE

# Account numbers that banks publish as examples.
IBANS = ("DE89370400440532013000", "DE12500105170648489890", "DE75512108001245126199")
OTHERS = ("DE44500105175407324931", "DE91100000000123456789", "DE02500105170137075030", "DE02370502990000684712")
NEEDED = 6
COLUMNS = (
    "Auftragskonto", "Buchungstag", "Valutadatum", "Buchungstext", "Verwendungszweck", "Kundenreferenz (End-to-End)",
    "Lastschrift Ursprungsbetrag", "Beguenstigter/Zahlungspflichtiger", "Kontonummer/IBAN", "Betrag", "Waehrung",
    "Info",
)  # fmt: skip


def make_bank(now: datetime) -> None:
    """A month at the bank, where enough members owe something that is due (in January nobody does)."""
    today = timezone.localdate(now)
    owing = _owing(today)
    treasurer = User.objects.filter(groups__name=TREASURER_GROUP).order_by("pk").first()
    if len(owing) < NEEDED or treasurer is None:
        return
    collected, lapsing, silent, generous, punctual, short = owing[:NEEDED]
    run = _collect(collected, now)
    _mandate(lapsing, IBANS[2], signed_on=today - timedelta(days=3 * 365 - 40))
    holder = silent.account.member.holder
    holder.email = ""  # gets everything by post
    holder.save(update_fields=["email"])
    too_much = Receipt(_cents(generous) + 5000, "transfer", today - timedelta(days=9), "demo:too-much")
    receive(generous.account, too_much, charge=generous, actor=None)
    order_payout(
        generous.account, amount_cents=5000, note="zu viel überwiesen", now=now, actor=treasurer,
        holder=str(generous.account.member.holder), iban=IBANS[1],
    )  # fmt: skip
    take_statement(_statement(today, run, punctual, short), name="umsaetze.csv", actor=None, today=today)


def _owing(today: date) -> list[Charge]:
    """One due charge (with `open_cents`) of each who owes one, but the demo's own member."""
    rows = with_open(Charge.objects.filter(due_on__lte=today - timedelta(days=30)))
    found: dict[int, Charge] = {}
    for charge in (
        rows.filter(open_cents__gt=0)
        .select_related("account__member__person", "account__member__company", "invoice")
        .order_by("pk")
    ):
        if charge.account.member.holder.email not in LATE:
            found.setdefault(charge.account_id, charge)
    return list(found.values())


def _mandate(charge: Charge, iban: str, *, signed_on: date) -> None:
    account: Account = charge.account
    holder = str(account.member.holder)
    give_mandate(account, iban=iban, holder=holder, signed_on=signed_on, how="paper", actor=None, today=signed_on)


def _collect(charge: Charge, now: datetime) -> DebitRun:
    """A run that was announced, handed to the bank and credited some weeks ago."""
    today = timezone.localdate(now)
    _mandate(charge, IBANS[0], signed_on=today - timedelta(days=400))
    run = start_run(collect_on=target_day(today - timedelta(days=12)), actor=None, now=now - timedelta(days=30))
    file_of(run, actor=None, now=now - timedelta(days=28))
    settle_run(run, booked_on=run.collect_on, actor=None)
    return run


def _statement(today: date, run: DebitRun, punctual: Charge, short: Charge) -> bytes:
    """Certain, doubtful, foreign and returned lines, as a savings bank writes them."""
    debit = run.debits.get()
    names = [str(charge.account.member.holder) for charge in (punctual, short)]
    numbers = [charge.invoice.number for charge in (punctual, short)]
    rows: Sequence[tuple[int, str, str, str, str, str, str, int]] = (
        (1, "GUTSCHRIFT", f"Beitrag {numbers[0]}", "", "", names[0], OTHERS[0], _cents(punctual)),
        (2, "GUTSCHRIFT", f"Mitgliedsbeitrag {numbers[1]}", "", "", names[1], OTHERS[1], _cents(short) // 2),
        (3, "RUECKLASTSCHRIFT", "Retoure MS03 SONSTIGE GRUENDE", debit.end_to_end, _euro(debit.amount_cents),
         debit.mandate.holder, IBANS[0], -debit.amount_cents - 350),
        (4, "UEBERWEISUNG", "Saalmiete Oktober", "", "", "Gasthof Zur Linde", OTHERS[2], -18000),
        (5, "GUTSCHRIFT", "Spende für das Sommerfest", "", "", "Apotheke am Markt", OTHERS[3], 25000),
    )  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for ago, kind, purpose, end_to_end, original, name, iban, cents in rows:
        day = f"{today - timedelta(days=ago):%d.%m.%Y}"
        amounts = (_euro(cents), "EUR", "Umsatz gebucht")
        writer.writerow((KNOWN_BANK["iban"], day, day, kind, purpose, end_to_end, original, name, iban, *amounts))
    return out.getvalue().encode()


def _cents(charge: Charge) -> int:
    return int(getattr(charge, "open_cents", charge.amount_cents))


def _euro(cents: int) -> str:
    return f"{cents / 100:.2f}".replace(".", ",")
