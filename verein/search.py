"""Folding of text, so that "frühstück", "fruehstueck" and "FRUHSTUCK" find the same rows on every database."""

import re
import unicodedata

_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "ł": "l", "đ": "d"}
)
_BLANKS = re.compile(r"\s+")


def _bare(text: str) -> str:
    """Lower case without accents: "Çelik" -> "celik", "Müller" -> "muller", "Groß" -> "gross"."""
    text = text.casefold().replace("ß", "ss").replace("ł", "l").replace("ø", "o").replace("đ", "d")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def fold(*texts: str) -> str:
    """What goes into a stored search column: both foldings of every text: "mueller muller"."""
    joined = _BLANKS.sub(" ", " ".join(text for text in texts if text)).strip()
    german = _bare(unicodedata.normalize("NFC", joined).casefold().translate(_GERMAN))
    bare = _bare(joined)
    return german if german == bare else f"{german} {bare}"


def terms(query: str) -> list[str]:
    """The folded words of a query, at most eight; each must be contained in the search column."""
    return _bare(query).split()[:8]


def sort_key(*texts: str) -> str:
    """German order (DIN 5007-1): umlauts sort as their base letter, case and accents do not count."""
    return _BLANKS.sub(" ", _bare(" ".join(text for text in texts if text))).strip()[:255]
