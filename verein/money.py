"""Amounts of money as people read them."""

from django.utils import translation


def euros(cents: int) -> str:
    """123456 -> "1.234,56 €" in German, "€1,234.56" in English; a minus sign before negative amounts."""
    sign = "−" if cents < 0 else ""
    text = f"{abs(cents) // 100:,}.{abs(cents) % 100:02}"
    if translation.get_language() == "de":
        return f"{sign}{text.translate(str.maketrans(',.', '.,'))}\u00a0€"
    return f"{sign}€{text}"
