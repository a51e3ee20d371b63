"""Receipts, pre-notifications and mandates as letters."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from members.billing.models import Debit, Mandate, Posting, WaitingLetter
from members.billing.rules.addressing import address_lines, greeting
from members.billing.rules.collecting import told_because
from members.billing.rules.references import in_fours
from verein.models import Association
from verein.money import euros

from .house import house_of
from .letter import Blank, Fields, Letter, Paragraph, Part, Row, Table, typeset
from .paying import day


def receipt_title(postings: Sequence[Posting], language: str) -> str:
    """What the paper calls itself: cash is receipted (§ 368 BGB), other money confirmed."""
    with translation.override(language):
        return _("Receipt") if _is_cash(postings) else _("Confirmation of payment")


def receipt_pdf(
    postings: Sequence[Posting], *, issuer: Mapping[str, str], recipient: Mapping[str, str], on: date
) -> bytes:
    """PDF/A for one payment, which may be laid on several claims: `postings` with their charges and invoices."""
    with translation.override(recipient["language"]):
        total = sum(posting.amount_cents for posting in postings)
        title = receipt_title(postings, recipient["language"])
        values = {
            "amount": euros(total),
            "day": day(postings[0].booked_on),
            "way": postings[0].get_way_display(),
        }
        rows = [Row([_what_for(posting), euros(posting.amount_cents)]) for posting in postings]
        parts: list[Part] = [
            Paragraph([greeting(recipient), "", _("we have received %(amount)s on %(day)s (%(way)s) for:") % values]),
            Table([_("For"), _("Amount")], [*rows, Row([_("Total"), euros(total)], "sum")], [1, 0], right=[1]),
        ]
        until = postings[0].reclaimable_until
        if until is not None:
            told = _("The debit can be reclaimed at the bank until %(day)s; then this confirmation does not hold.")
            parts.append(Paragraph([told % {"day": day(until)}], small=True))
        parts.append(Paragraph([_("This is no invoice and no donation receipt.")], small=True))
        if _is_cash(postings):
            parts.append(Fields([Blank(_("Place, date")), Blank(_("Signature for the association"))]))
        return _typeset(title, recipient, issuer, parts, on)


def _is_cash(postings: Sequence[Posting]) -> bool:
    return postings[0].way == Posting.Way.CASH


def _what_for(posting: Posting) -> str:
    if posting.charge is None:
        return _("Credit for later claims")
    invoice = posting.charge.invoice
    return f"{capfirst(invoice.get_kind_display())} {invoice.number}"


def notice_title(language: str) -> str:
    with translation.override(language):
        return _("Announcement of a SEPA direct debit")


def notice_pdf(
    debit: Debit, numbers: Sequence[str], *, issuer: Mapping[str, str], recipient: Mapping[str, str], on: date
) -> bytes:
    """The pre-notification as a letter: amount, day, mandate reference, creditor identifier (L-SEPA-4)."""
    with translation.override(recipient["language"]):
        mandate = debit.mandate
        values = {"day": day(debit.run.collect_on), "amount": euros(debit.amount_cents), "iban": mandate.iban_short}
        rows = [
            Row([_("Amount"), euros(debit.amount_cents)]),
            Row([_("Day of collection"), day(debit.run.collect_on)]),
            Row([_("Account"), f"{mandate.iban_short}, {mandate.holder}"]),
            Row([_("Mandate reference"), mandate.reference]),
            Row([_("Creditor identifier"), issuer["creditor_identifier"]]),
            Row([_("For"), ", ".join(numbers)]),
        ]
        parts: list[Part] = [
            Paragraph(
                [greeting(recipient), "", _("on %(day)s we collect %(amount)s from the account %(iban)s.") % values]
            ),
            Table([_("SEPA direct debit"), ""], rows, [0, 1]),
            Paragraph(
                [_("Please see to it that there is enough money in the account. If something is not right, please "
                   "tell us in time.")]
            ),
        ]  # fmt: skip
        return _typeset(notice_title(recipient["language"]), recipient, issuer, parts, on)


def change_title(debit: Debit, language: str) -> str:
    with translation.override(language):
        return _("No SEPA direct debit") if debit.is_off else _("SEPA direct debit: a smaller amount")


def change_pdf(debit: Debit, *, issuer: Mapping[str, str], recipient: Mapping[str, str], on: date) -> bytes:
    """What was announced does not come, or less of it, as a letter."""
    with translation.override(recipient["language"]):
        values = {"day": day(debit.run.collect_on), "sum": euros(debit.announced_cents)}
        values |= {"less": euros(debit.amount_cents), "iban": debit.mandate.iban_short}
        if debit.is_off:
            told = _(
                "we had announced a debit of %(sum)s on %(day)s. It is cancelled; nothing is collected on that day."
            )
            more = [told_because(debit), _("When we collect later, we tell you in time.")]
        else:
            told = _(
                "we had announced a debit of %(sum)s on %(day)s. Some of it has been settled meanwhile: we only "
                "collect %(less)s from the account %(iban)s on that day."
            )
            more = []
        lines = [greeting(recipient), "", told % values, *filter(None, more)]
        return _typeset(change_title(debit, recipient["language"]), recipient, issuer, [Paragraph(lines)], on)


def words_pdf(letter: WaitingLetter, *, issuer: Mapping[str, str], recipient: Mapping[str, str], on: date) -> bytes:
    """A letter of words only: paragraphs stand apart by empty lines."""
    with translation.override(letter.language):
        blocks = [block.strip("\n") for block in re.split(r"\n\s*\n", letter.text)]
        parts = [Paragraph(block.splitlines()) for block in blocks if block]
        return _typeset(letter.title, {**recipient, "language": letter.language}, issuer, parts, on)


def mandate_pdf(
    mandate: Mandate, *, issuer: Mapping[str, str], recipient: Mapping[str, str], notice_days: int, on: date
) -> bytes:
    """The copy of a mandate that was given (L-SEPA-1); the IBAN is shortened, the payer knows it."""
    with translation.override(recipient["language"]):
        given = mandate.get_how_display()
        facts = [
            (_("Mandate reference"), mandate.reference),
            (_("Account holder"), mandate.holder),
            (_("IBAN"), mandate.iban_short),
            (_("Given"), f"{day(mandate.signed_on)} ({given})"),
        ]
        if mandate.ended_on is not None:
            facts.append((_("Ended"), f"{day(mandate.ended_on)} ({mandate.get_ended_how_display()})"))
        rows = [Row([name, value]) for name, value in facts]
        parts = [*_authorisation(issuer, notice_days), Table([_("Mandate"), ""], rows, [0, 1])]
        title = _("SEPA direct debit mandate (copy)")
        return _typeset(title, recipient, issuer, parts, on)


def mandate_form_pdf(
    reference: str, *, issuer: Mapping[str, str], recipient: Mapping[str, str], notice_days: int, on: date
) -> bytes:
    """A mandate to sign on paper, filled in as far as it is known."""
    with translation.override(recipient["language"]):
        street = recipient["street"]
        town = f"{recipient['postcode']} {recipient['city']}".strip()
        parts: list[Part] = [
            *_authorisation(issuer, notice_days),
            Fields([Blank(_("Mandate reference"), reference), Blank(_("Kind of payment"), _("recurring"))]),
            Fields(
                [
                    Blank(_("Account holder"), recipient["name"]),
                    Blank(_("Street and number"), street),
                    Blank(_("Postcode and town"), town),
                ],
                columns=1,
            ),
            Fields([Blank(_("IBAN")), Blank(_("Bank"))]),
            Fields([Blank(_("Place, date")), Blank(_("Signature of the account holder"))]),
            Paragraph([_("Please send the signed original back to us.")], small=True),
        ]
        return _typeset(_("SEPA direct debit mandate"), recipient, issuer, parts, on)


def _authorisation(issuer: Mapping[str, str], notice_days: int) -> list[Part]:
    """The words of the mandate (L-SEPA-1), with payee and creditor identifier."""
    name = issuer["account_holder"] or issuer["name"]
    payee = ", ".join(filter(None, (name, issuer["street"], f"{issuer['postcode']} {issuer['city']}".strip())))
    authorise = _(
        "I authorise %(name)s to collect payments from my account by direct debit. At the same time I instruct my bank "
        "to honour the direct debits that %(name)s draws on my account."
    )
    note = _(
        "Note: within eight weeks of the day of the debit I can ask for the amount back. The terms agreed with my bank "
        "apply."
    )
    announced = _("Each debit is announced at least %(days)d days before.")
    return [
        Paragraph([_("Payee: %(payee)s") % {"payee": payee}]),
        Paragraph([_("Creditor identifier: %(identifier)s") % {"identifier": in_fours(issuer["creditor_identifier"])}]),
        Paragraph([authorise % {"name": name}]),
        Paragraph([note]),
        Paragraph([announced % {"days": notice_days}], small=True),
    ]


def _typeset(
    title: str, recipient: Mapping[str, str], issuer: Mapping[str, str], parts: Sequence[Part], on: date
) -> bytes:
    facts = [
        (_("Date of issue"), day(on)),
        (_("For the member"), recipient.get("for_member", "")),
        (_("Member number"), recipient["member_number"]),
    ]
    letter = Letter(title, address_lines(recipient), [(name, value) for name, value in facts if value], list(parts))
    house = house_of(issuer, Association.load(), with_tax=False)
    return typeset([letter], house=house, title=title, language=recipient["language"], on=on)
