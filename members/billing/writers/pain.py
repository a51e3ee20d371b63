"""Writes the file of a debit run for the bank: pain.008.001.08, checked against its schema."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

SCHEMA = "pain.008.001.08"


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
class Creditor:
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
        "name": creditor.name,
        "IBAN": creditor.iban.replace(" ", ""),
        "batch": True,
        "creditor_id": creditor.identifier.replace(" ", ""),
        "currency": "EUR",
    }
    document = SepaDD(config, schema=SCHEMA, clean=True)
    for debit in debits:
        document.add_payment(
            {
                "name": debit.holder,
                "IBAN": debit.iban,
                "amount": debit.cents,
                "type": "RCUR",  # first and recurring do not differ any more (L-SEPA-5)
                "collection_date": collect_on,
                "mandate_id": debit.mandate,
                "mandate_date": debit.signed_on,
                "description": debit.text,
                "endtoend_id": debit.end_to_end,
            }
        )
    xml: bytes = document.export(validate=False)
    xml = _named(xml, reference)
    try_valid_xml(xml, SCHEMA)
    return xml


def _named(xml: bytes, reference: str) -> bytes:
    """The library draws references by chance; ours is the run's."""
    from lxml import etree  # noqa: PLC0415

    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    for node in root.iter("{*}MsgId", "{*}PmtInfId"):
        node.text = reference
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content
