"""References of payments: the number of the document, and the same as a creditor reference (ISO 11649)."""

import re

MODULUS = 97


def _remainder(text: str) -> int:
    """MOD 97-10 of letters and digits; A is 10, Z is 35."""
    return int("".join(str(int(char, 36)) for char in text)) % MODULUS


def creditor_reference(number: str) -> str:
    """ "B-2027-000017" -> "RF42B2027000017"; at most 21 letters and digits of the number count."""
    core = re.sub(r"[^0-9A-Z]", "", number.upper())[:21]
    return f"RF{MODULUS + 1 - _remainder(core + 'RF00'):02}{core}"


def in_fours(text: str) -> str:
    """For people: groups of four, as banks print them."""
    compact = "".join(text.split())
    return " ".join(compact[at : at + 4] for at in range(0, len(compact), 4))
