"""Writes of the ledger: documents are issued and reversed, postings added; nothing is changed or deleted."""

from .documents import make_document
from .invoicing import account_for, issue, reverse
from .posting import move_credit, post
from .refusal import BillingRefused

__all__ = ["BillingRefused", "account_for", "issue", "make_document", "move_credit", "post", "reverse"]
