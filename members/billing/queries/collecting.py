"""Reads: mandates, our own debits under way and collected, and who would be in a run."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Prefetch, QuerySet, When
from django.db.models.functions import Coalesce

from members.billing.models import Account, Charge, Debit, DebitItem, DebitRun, Mandate, Posting
from members.billing.models.debits import LAPSES_AFTER_YEARS
from members.billing.rules.collecting import Payer, next_reference, why_not_in_run
from members.billing.rules.lines import Booked, Item, Paid, Part

from .charges import running_debits
from .ledger import with_open
from .parties import recipient_of

BY_CLICK = "debit:"  # how references of postings begin that somebody booked without a statement

LAPSING_DAYS = 60
SHOWN = 15


@dataclass(frozen=True)
class Planned:
    """One payer in the preview of a run: what would be collected, or why not."""

    account: Account
    mandate: Mandate | None
    charges: Sequence[tuple[int, str, int]]  # id, number of the invoice, cents
    reason: str | None
    by_letter: bool = False  # the payer has no e-mail address and is told by post

    @property
    def cents(self) -> int:
        return sum(cents for _pk, _number, cents in self.charges)


def live_mandate(account: Account) -> Mandate | None:
    return Mandate.objects.filter(account=account, ended_on=None).first()


def pays_by_debit(account: Account) -> bool:
    """Whether debits are drawn: that is the way of the account, and there is a mandate to draw them by."""
    return account.way == Account.Way.DEBIT and live_mandate(account) is not None


def next_mandate_reference(account: Account) -> str:
    """What a new mandate of the account will be called."""
    stem = next_reference(account.member.number, [])[:-2]
    used = Mandate.objects.filter(reference__istartswith=stem).values_list("reference", flat=True)
    return next_reference(account.member.number, list(used))


def running_charges(charge_ids: Iterable[int]) -> QuerySet[Any, int]:
    """Those of the charges for which a debit of ours is under way; settings.BILLING_DEBITS_RUNNING names this."""
    rows = DebitItem.objects.filter(charge__in=list(charge_ids), debit__in=_under_way())
    return rows.order_by().values_list("charge", flat=True)


def _under_way() -> QuerySet[Debit]:
    return Debit.objects.filter(settled_on=None, run__cancelled_at=None, left_out="")


def _paid(debits: Iterable[Debit]) -> dict[int, Paid]:
    items: dict[int, list[Item]] = defaultdict(list)
    debits = list(debits)
    rows = DebitItem.objects.filter(debit__in=debits).select_related("charge__invoice").order_by("pk")
    for row in rows:
        charge = row.charge
        items[row.debit_id].append(
            Item(charge.account_id, charge.pk, charge.invoice.number, row.amount_cents, charge.due_on)
        )
    return {
        debit.pk: Paid(
            tuple(items[debit.pk]), debit.end_to_end, is_debit=True, is_settled=debit.credited_on is not None
        )
        for debit in debits
    }


def debits_by_reference(references: Iterable[str]) -> dict[str, Paid]:
    """Our own debits by their end-to-end reference."""
    found = _paid(Debit.objects.filter(end_to_end__in=list(references), run__cancelled_at=None, left_out=""))
    return {paid.end_to_end: paid for paid in found.values()}


def running_totals() -> dict[str, Paid]:
    """Debit runs that are with the bank, by their reference: what is still to come of each."""
    to_come = _under_way().filter(run__downloaded_at__isnull=False, credited_on=None)
    debits = list(to_come.select_related("run"))
    paid = _paid(debits)
    items: dict[str, list[Item]] = defaultdict(list)
    for debit in debits:
        items[debit.run.reference].extend(paid[debit.pk].items)
    return {reference: Paid(tuple(each), is_debit=True) for reference, each in items.items()}


def booked_by_click(since: date) -> list[Booked]:
    """Runs, and each debit of them, that were booked by a click since a day and that no bank line has told of."""
    postings = list(
        Posting.objects.filter(ref__startswith=BY_CLICK, bank_match=None, booked_on__gte=since)
        .select_related("charge__invoice")
        .order_by("pk")
    )
    items = DebitItem.objects.select_related("debit__run").in_bulk({_item_of(posting) for posting in postings})
    of_reference: dict[str, list[Posting]] = defaultdict(list)
    for posting in postings:
        debit = items[_item_of(posting)].debit
        of_reference[debit.run.reference].append(posting)
        of_reference[debit.end_to_end].append(posting)
    return [
        Booked(reference, tuple(_booked_part(each) for each in mine), tuple(each.pk for each in mine))
        for reference, mine in of_reference.items()
    ]


def _item_of(posting: Posting) -> int:
    return int(posting.ref.split(":")[1])


def _booked_part(posting: Posting) -> Part:
    number = posting.charge.invoice.number if posting.charge else ""
    return Part(posting.account_id, posting.charge_id, posting.amount_cents, number)


def payers_by_mandate(iban_hashes: Iterable[str]) -> list[tuple[str, int]]:
    """(hash of the IBAN, account) of every mandate, ended ones, too: the account is known by it."""
    return list(Mandate.objects.filter(iban_hash__in=list(iban_hashes)).values_list("iban_hash", "account_id"))


# --- The run ---------------------------------------------------------------------------------------------------------
def planned(collect_on: date) -> list[Planned]:
    """Every account with the way debit and something due by then: in the run, or left out and why."""
    charges = _due(collect_on)
    ids = {charge.account_id for charge in charges}
    accounts = Account.objects.filter(pk__in=ids).select_related("member__person", "member__company").order_by("pk")
    mandates = {mandate.account_id: mandate for mandate in Mandate.objects.filter(account__in=ids).order_by("pk")}
    returned = _returned(charges)
    running = running_debits(charge.pk for charge in charges)
    due: dict[int, list[Any]] = defaultdict(list)
    for charge in charges:
        if charge.pk not in running:
            due[charge.account_id].append(charge)
    return [
        _planned(account, mandates.get(account.pk), due[account.pk], returned, collect_on)
        for account in accounts
        if due[account.pk]
    ]


def _due(collect_on: date) -> list[Any]:
    rows = with_open(Charge.objects.filter(due_on__lte=collect_on, account__way=Account.Way.DEBIT))
    return list(rows.filter(open_cents__gt=0).select_related("invoice").order_by("due_on", "pk"))


def _returned(charges: Sequence[Charge]) -> dict[int, list[tuple[date, str]]]:
    rows = Posting.objects.filter(charge__in=charges, kind=Posting.Kind.RETURNED).order_by("booked_on", "pk")
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for charge, day, code in rows.values_list("charge", "booked_on", "reason_code"):
        if charge is not None:
            found[charge].append((day, code))
    return found


def _planned(
    account: Account,
    mandate: Mandate | None,
    charges: Sequence[Any],
    returned: dict[int, list[tuple[date, str]]],
    collect_on: date,
) -> Planned:
    back = sorted(each for charge in charges for each in returned.get(charge.pk, ()))
    person, to = account.member.person, recipient_of(account)
    payer = Payer(
        mandate,
        has_address=bool(to["email"] or (to["street"] and to["city"])),
        has_died=bool(person and person.died_on),
        paused_until=account.reminders_paused_until,
        returned_on=back[-1][0] if back else None,
        return_count=max((len(returned.get(charge.pk, ())) for charge in charges), default=0),
    )
    items = [(charge.pk, charge.invoice.number, charge.open_cents) for charge in charges]
    return Planned(account, mandate, items, why_not_in_run(payer, collect_on), by_letter=not to["email"])


def runs() -> QuerySet[DebitRun]:
    return DebitRun.objects.order_by("-collect_on", "-pk")


def debits_of(run: DebitRun, of: QuerySet[Debit] | None = None) -> list[Debit]:
    """The debits of the run, those left out too, with whom they concern; or some of them. Each knows this very run."""
    rows = run.debits.order_by("pk") if of is None else of
    found = list(rows.select_related("mandate__account__member__person", "mandate__account__member__company"))
    for debit in found:
        debit.run = run
    return found


def numbers_of(debits: Iterable[Debit]) -> dict[int, list[str]]:
    """The invoices that each of the debits pays, by the debit's key; one statement."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = DebitItem.objects.filter(debit__in=list(debits)).order_by("charge__invoice__number")
    for debit, number in rows.values_list("debit", "charge__invoice__number").distinct():
        found[debit].append(number)
    return found


def lapsing_mandates(today: date) -> list[Mandate]:
    """Live ones that lapse within two months unless they are used (L-SEPA-7), the first to lapse first."""
    used = Coalesce("last_used_on", "signed_on")
    day = today + timedelta(days=LAPSING_DAYS)
    last = day.replace(year=day.year - LAPSES_AFTER_YEARS, day=min(day.day, 28))
    rows = Mandate.objects.filter(ended_on=None).annotate(used=used).filter(used__lte=last).order_by("used", "pk")
    return list(rows.select_related("account__member__person", "account__member__company")[:SHOWN])


def mandates() -> QuerySet[Account]:
    """Every account, those that pay by debit first; `mandate_shown` holds the live mandate, if there is one."""
    live = Prefetch("mandates", Mandate.objects.filter(ended_on=None), to_attr="mandate_shown")
    rows = Account.objects.select_related("member__person", "member__company").prefetch_related(live)
    return rows.order_by(Case(When(way=Account.Way.DEBIT, then=0), default=1), "pk")
