"""What dues regulations say, read back in sentences that a member understands: one for each rule."""

from collections.abc import Callable, Iterator

from members.dues.models import FeeBook
from members.models.rulebook import Rulebook

from .fees import on_data, on_fees
from .phrases import Names
from .rest import on_admission, on_payment, on_reductions, on_rest, on_year

# By the first field of each section of the office's forms.
_PARTS: dict[str, Callable[[FeeBook, Names], Iterator[str]]] = {
    "quantities": on_data,
    "fees": on_fees,
    "reductions": on_reductions,
    "year": on_year,
    "admission_fees": on_admission,
    "payment": on_payment,
    "clause": on_rest,
}


def sentences_on(book: FeeBook, rulebook: Rulebook, names: tuple[str, ...]) -> list[str]:
    """What the sections with these fields say, a sentence for each rule; [] where nothing is regulated."""
    own = Names(book, rulebook)
    return [text for part, tell in _PARTS.items() if part in names for text in tell(book, own) if text]
