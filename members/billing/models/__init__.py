"""Facts about money: who pays, what is owed on which document, what came and went."""

from .accounts import Account
from .bank import BankMatch, BankStatement, BankTransaction, StatementColumns
from .bookkeeping import BookkeepingSettings
from .books import ClosedYear, LedgerCheck
from .debits import Debit, DebitItem, DebitRun, Mandate
from .invoices import Charge, Invoice, InvoiceDocument, InvoiceLine, NumberRange, TaxTreatment
from .online import Attempt, PaymentProfile, RefundOrder, StripeEvent
from .papers import Paper, PostItem, PostRun, WaitingLetter
from .payouts import Payout, PayoutFile
from .postings import Posting
from .provider import BalanceCheck, BalanceEntry, ProviderPayout, Reconciliation, Webhook
from .reminders import (
    Reminder,
    ReminderDocument,
    ReminderItem,
    ReminderRun,
    ReminderSettings,
    ReminderWithdrawal,
)
from .returns import WaivedCost
from .settings import BillingSettings

__all__ = [
    "Account",
    "Attempt",
    "BalanceCheck",
    "BalanceEntry",
    "BankMatch",
    "BankStatement",
    "BankTransaction",
    "BillingSettings",
    "BookkeepingSettings",
    "Charge",
    "ClosedYear",
    "Debit",
    "DebitItem",
    "DebitRun",
    "Invoice",
    "InvoiceDocument",
    "InvoiceLine",
    "LedgerCheck",
    "Mandate",
    "NumberRange",
    "Paper",
    "PaymentProfile",
    "Payout",
    "PayoutFile",
    "PostItem",
    "PostRun",
    "Posting",
    "ProviderPayout",
    "Reconciliation",
    "RefundOrder",
    "Reminder",
    "ReminderDocument",
    "ReminderItem",
    "ReminderRun",
    "ReminderSettings",
    "ReminderWithdrawal",
    "StatementColumns",
    "StripeEvent",
    "TaxTreatment",
    "WaitingLetter",
    "WaivedCost",
    "Webhook",
]
