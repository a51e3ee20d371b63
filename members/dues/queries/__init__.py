"""Reads of the dues."""

from .regulations import fee_book_on, fee_regulations_on, versions

__all__ = ["fee_book_on", "fee_regulations_on", "versions"]
