"""What a line of the bank account says, what the ledger knows about it, and what it may be."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Item:
    """An open charge, or one that was paid (`cents` then is what was paid on it)."""

    account: int
    charge: int
    number: str
    cents: int
    due_on: date


@dataclass(frozen=True)
class Part:
    """Signed cents for a charge, or for the account's credit (`charge` None)."""

    account: int
    charge: int | None
    cents: int
    number: str = ""


@dataclass(frozen=True)
class Suggestion:
    parts: tuple[Part, ...]
    reason: str
    is_certain: bool = False
    is_debit: bool = False  # the money came by our own debit
    postings: tuple[int, ...] = ()  # booked before, by a click: the line only ticks them off
    payouts: tuple[int, ...] = ()  # refunds that the line shows to be made
    run: str = ""  # reference of the debit run whose collective credit it is

    @property
    def key(self) -> str:
        """Names this suggestion in a form; another one where the parts are others."""
        facts = "|".join(f"{part.account}:{part.charge}:{part.cents}" for part in self.parts)
        return hashlib.sha256(f"{facts}|{self.is_debit}|{self.postings}|{self.payouts}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Line:
    """What a transaction says. `cents` is signed and without the bank's fee."""

    cents: int
    name: str = ""
    purpose: str = ""
    end_to_end: str = ""
    mandate: str = ""
    batch: str = ""
    is_return: bool = False
    may_be_double: bool = False


@dataclass(frozen=True)
class Document:
    """An invoice that a line may name: its open charges, and whether it was cancelled."""

    account: int
    number: str
    is_cancelled: bool
    items: Sequence[Item]


@dataclass(frozen=True)
class Paid:
    """Money that came before and may come back now."""

    items: tuple[Item, ...]
    end_to_end: str = ""
    is_debit: bool = False
    is_settled: bool = False  # of a debit: the bank's credit is booked

    @property
    def cents(self) -> int:
        return sum(item.cents for item in self.items)


@dataclass(frozen=True)
class Booked:
    """A debit, or a whole run, that somebody booked by a click; `reference` is the run's, or the debit's own."""

    reference: str
    parts: tuple[Part, ...]
    postings: tuple[int, ...]

    @property
    def cents(self) -> int:
        return sum(part.cents for part in self.parts)


@dataclass(frozen=True)
class Refund:
    """Money that we sent back, or are about to: one refund, or all of a file; `parts` are negative."""

    references: tuple[str, ...]
    parts: tuple[Part, ...]
    payouts: tuple[int, ...] = ()
    postings: tuple[int, ...] = ()  # booked already, by a click
    to_same_account: bool = False  # the line names the account it was to go to

    @property
    def cents(self) -> int:
        """What went out, above zero."""
        return -sum(part.cents for part in self.parts)


@dataclass(frozen=True)
class Known:
    """What the ledger knows about one line: the documents it names, who paid from its account before …"""

    documents: Sequence[Document] = ()
    payers: frozenset[int] = frozenset()  # accounts for which money came from this IBAN, or with its mandate
    items: Mapping[int, Sequence[Item]] = field(default_factory=dict)  # open charges of these accounts
    same_amount: Sequence[Item] = ()  # open charges of exactly this amount, of anybody
    names: Mapping[int, str] = field(default_factory=dict)  # what an account is called
    paid: Sequence[Paid] = ()
    runs: Mapping[str, Paid] = field(default_factory=dict)  # a debit run whose total this is, by its reference
    booked: Sequence[Booked] = ()  # by a click, and no line of the bank account has told of it yet
    refunds: Sequence[Refund] = ()  # of this amount
    credit: Mapping[int, int] = field(default_factory=dict)  # of the accounts whose IBAN the line names


# --- References ------------------------------------------------------------------------------------------------------
def numbers_in(text: str, series: Iterable[str]) -> list[str]:
    """Invoice numbers in a purpose, however they are written: "B 2027/17", "b2027 000 017", "RF42 B202 7000 017"."""
    upper = text.upper()
    letters = "|".join(sorted((re.escape(each) for each in series), key=len, reverse=True))
    spaced = rf"(?<![A-Z0-9])({letters})[\s./_-]{{0,3}}(20\d\d)[\s./_-]{{1,3}}(\d{{3}}[\s./-]?\d{{3}}|\d{{1,6}})(?!\d)"
    glued = rf"({letters})[./_-]?(20\d\d)[./_-]?(\d{{6}})"
    compact = re.sub(r"\s", "", upper)
    found = [*re.findall(spaced, upper), *re.findall(glued, compact)]
    numbers = (f"{prefix}-{year}-{int(re.sub(r'[^0-9]', '', last)):06}" for prefix, year, last in found)
    return list(dict.fromkeys(numbers))
