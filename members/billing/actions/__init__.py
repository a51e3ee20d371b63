"""Writes of the ledger: documents are issued and reversed, postings added; nothing is changed or deleted."""

from .accounts import open_account, save_account
from .checking import check
from .closing import close_year
from .crediting import use_credit
from .documents import make_document
from .forgiving import waive, write_off
from .invoicing import account_for, issue, reverse
from .posting import pay_from_credit, post
from .receiving import enter_payment, receive, take_back
from .refunding import drop_payout, make_payout, order_payout
from .refusal import BillingRefused

__all__ = [
    "BillingRefused",
    "account_for",
    "check",
    "close_year",
    "drop_payout",
    "enter_payment",
    "issue",
    "make_document",
    "make_payout",
    "open_account",
    "order_payout",
    "pay_from_credit",
    "post",
    "receive",
    "reverse",
    "save_account",
    "take_back",
    "use_credit",
    "waive",
    "write_off",
]
