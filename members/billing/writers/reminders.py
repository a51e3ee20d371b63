"""Reminders as letters: what is open, since when, what came back, by when and how to pay, what the statutes say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from members.billing.models import Reminder, ReminderItem
from members.billing.rules.addressing import address_lines, greeting
from members.billing.rules.online import FAILURES, reason_words
from members.billing.rules.references import in_fours
from members.billing.rules.returns import advice_on
from verein.models import Association
from verein.money import euros

from .girocode import svg_of
from .house import house_of
from .letter import Letter, Paragraph, Part, Payment, Row, Table, typeset
from .paying import code_in_words, day, transfer_code, where_to_see

REFERENCE_LENGTH = 140  # of a SEPA transfer


def reminders_pdf(reminders: Sequence[Reminder], *, language: str) -> bytes:
    """PDF/A of the letters, each in its reader's language; `language` is the file's own. There must be at least one."""
    first = reminders[0]
    with translation.override(language):
        house = house_of(first.issuer, Association.load(), with_tax=False)
        title = _("Reminders of %(day)s") % {"day": day(first.sent_on)} if len(reminders) > 1 else first.title
        letters = [reminder_letter(reminder) for reminder in reminders]
        return typeset(letters, house=house, title=title, language=language, on=first.sent_on)


def reminder_letter(reminder: Reminder) -> Letter:
    """The letter of one reminder, whatever language is active."""
    with translation.override(reminder.language):
        to = reminder.recipient
        facts = [
            (_("Date of issue"), day(reminder.sent_on)),
            (_("For the member"), to.get("for_member", "")),
            (_("Member number"), to["member_number"]),
        ]
        parts = [Paragraph([greeting(to), "", reminder.text]), _table(reminder), *_ending(reminder)]
        shown = [(name, value) for name, value in facts if value]
        return Letter(reminder.title, address_lines(to), shown, parts)


@dataclass(frozen=True)
class ItemLine:
    """One reminded charge in words; `came_back` is "" or the sentence on a returned debit."""

    title: str
    due_on: date
    cents: int
    came_back: str


def lines_of(reminder: Reminder) -> list[ItemLine]:
    """In the language that is active."""
    return [
        ItemLine(
            f"{capfirst(item.charge.invoice.get_kind_display())} {item.charge.invoice.number}",
            item.charge.due_on,
            item.open_cents,
            came_back(item),
        )
        for item in reminder.items.all()
    ]


def came_back(item: ReminderItem) -> str:
    """That the debit came back, when and why (L-SEPA-8); "" where none did."""
    if item.returned_on is None:
        return ""
    code = item.return_code
    why = reason_words(code) if code in FAILURES else advice_on(code).meaning
    return _("Returned debit of %(day)s: %(why)s") % {"day": day(item.returned_on), "why": why}


def _table(reminder: Reminder) -> Table:
    rows = [row for line in lines_of(reminder) for row in _rows(line)]
    total = Row([_("Total"), "", euros(reminder.open_cents)], "sum")
    return Table([_("Document"), _("Due on"), _("Still open")], [*rows, total], [1, 0, 0], right=[2])


def _rows(line: ItemLine) -> Iterator[Row]:
    yield Row([line.title, day(line.due_on), euros(line.cents)])
    if line.came_back:
        yield Row([line.came_back, "", ""], "detail")


def _ending(reminder: Reminder) -> Iterator[Part]:
    if threat := threat_of(reminder):
        yield Paragraph([threat])
    yield _payment(reminder)
    yield from where_to_see(reminder.recipient)
    yield Paragraph([_("If you have paid in the meantime, please disregard this letter.")])
    if reminder.fee_invoice:
        yield Paragraph([_("Enclosed: the document of the fee, %(number)s.") % {"number": reminder.fee_invoice.number}])


def threat_of(reminder: Reminder) -> str:
    """What the board will decide on, only where the statutes have a clause (L-DUES-12); "" else."""
    if not (reminder.is_last and reminder.clause):
        return ""
    return _(
        "Our statutes say: %(clause)s If the amount has not arrived by %(day)s, we will put the matter before the "
        "board, which can then start the removal from the register of members. You would be heard before."
    ) % {"clause": " ".join(reminder.clause.split()), "day": day(reminder.pay_until)}


def reference_of(reminder: Reminder) -> str:
    """The numbers of the documents, as many as a transfer holds; our bank matching knows their sum."""
    numbers = list(dict.fromkeys(item.charge.invoice.number for item in reminder.items.all()))
    while len(text := " ".join(numbers)) > REFERENCE_LENGTH:
        numbers.pop()
    return text


def _payment(reminder: Reminder) -> Part:
    issuer, cents, number = reminder.issuer, reminder.open_cents, reference_of(reminder)
    values = {"amount": euros(cents), "date": day(reminder.pay_until)}
    code = transfer_code(issuer, cents=cents, number=number)
    if code is None:
        return Paragraph([_("Please pay %(amount)s by %(date)s.") % values], strong=True)
    rows = [
        (_("Payee"), issuer["account_holder"] or issuer["name"]),
        ("IBAN", in_fours(issuer["iban"])),
        (_("Bank"), issuer["bank_name"]),
        (_("Amount"), euros(cents)),
        (_("Reference"), number),
    ]
    return Payment(
        title=_("Please transfer %(amount)s by %(date)s.") % values,
        rows=[(name, value) for name, value in rows if value],
        code=svg_of(code),
        alt=code_in_words(issuer, cents=cents, number=number),
        caption=_("GiroCode: scan it with your banking app"),
    )
