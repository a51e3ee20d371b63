"""Reads of the dues."""

from .regulations import fee_book_on, fee_regulations_on

__all__ = ["fee_book_on", "fee_regulations_on"]
