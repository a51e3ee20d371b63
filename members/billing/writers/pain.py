"""Writes files for the bank, checked against their schemas: debits (pain.008.001.08), transfers (pain.001.001.09)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

SCHEMA, TRANSFERS = "pain.008.001.08", "pain.001.001.09"
# Banks refuse a file with other signs than these; the schema would let them pass.
_REFUSED = re.compile(r"[^A-Za-z0-9/?:().,'+ -]")
_IN_WORDS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "&": "+", "€": "EUR"}
)


@dataclass(frozen=True)
class Collected:
    """One debit: who pays how many cents, by which mandate, and what the statement says."""

    holder: str
    iban: str
    cents: int
    mandate: str
    signed_on: date
    end_to_end: str
    text: str


@dataclass(frozen=True)
class Transferred:
    """One transfer: who gets how many cents, and what the statement says."""

    holder: str
    iban: str
    cents: int
    end_to_end: str
    text: str


@dataclass(frozen=True)
class Creditor:
    """The association's own side of either file."""

    name: str
    iban: str
    identifier: str


def pain_008(reference: str, creditor: Creditor, debits: Sequence[Collected], *, collect_on: date) -> bytes:
    """The XML. `reference` names message and bundle, so that the bank's statement tells of this run.

    Raises sepaxml's ValidationError where the schema refuses it.
    """
    from sepaxml import SepaDD  # noqa: PLC0415 - only who collects needs it
    from sepaxml.validation import try_valid_xml  # noqa: PLC0415

    config = {
        "name": creditor.name.translate(_IN_WORDS),
        "IBAN": creditor.iban.replace(" ", ""),
        "batch": True,
        "creditor_id": creditor.identifier.replace(" ", ""),
        "currency": "EUR",
    }
    document = SepaDD(config, schema=SCHEMA, clean=True)
    for debit in debits:
        document.add_payment(
            {
                "name": debit.holder.translate(_IN_WORDS),
                "IBAN": debit.iban,
                "amount": debit.cents,
                "type": "RCUR",  # first and recurring do not differ any more (L-SEPA-5)
                "collection_date": collect_on,
                "mandate_id": debit.mandate,
                "mandate_date": debit.signed_on,
                "description": debit.text.translate(_IN_WORDS),
                "endtoend_id": debit.end_to_end,
            }
        )
    xml: bytes = document.export(validate=False)
    xml = _named(xml, reference)
    try_valid_xml(xml, SCHEMA)
    return xml


def pain_001(reference: str, debtor: Creditor, transfers: Sequence[Transferred], *, execute_on: date) -> bytes:
    """The XML of transfers; `reference` and errors as at `pain_008`."""
    from sepaxml import SepaTransfer  # noqa: PLC0415 - see above
    from sepaxml.validation import try_valid_xml  # noqa: PLC0415

    config = {
        "name": debtor.name.translate(_IN_WORDS),
        "IBAN": debtor.iban.replace(" ", ""),
        "batch": True,
        "currency": "EUR",
    }
    document = SepaTransfer(config, schema=TRANSFERS, clean=True)
    for transfer in transfers:
        document.add_payment(
            {
                "name": transfer.holder.translate(_IN_WORDS),
                "IBAN": transfer.iban,
                "amount": transfer.cents,
                "execution_date": execute_on,
                "description": transfer.text.translate(_IN_WORDS),
                "endtoend_id": transfer.end_to_end,
            }
        )
    xml: bytes = _named(document.export(validate=False), reference)
    try_valid_xml(xml, TRANSFERS)
    return xml


def _named(xml: bytes, reference: str) -> bytes:
    """The library draws references by chance; ours is the run's. It also lets signs pass that banks refuse."""
    from lxml import etree  # noqa: PLC0415

    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    for node in root.iter("{*}MsgId", "{*}PmtInfId"):
        node.text = reference
    for node in root.iter("{*}Nm", "{*}Ustrd"):
        node.text = " ".join(_REFUSED.sub(" ", node.text or "").split())
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content
