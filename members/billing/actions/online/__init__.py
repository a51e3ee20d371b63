"""Writes: payments through Stripe."""

from .balance import follow_balance
from .checkout import abandon_method, start_payment, start_setup
from .collecting import collect
from .customers import tell_customers
from .news import handle_event, receive_event, sweep_events
from .reconciling import reconcile_hourly, reconcile_nightly
from .refunding import give_back
from .setting_up import forget_elsewhere, set_up_webhook, try_events_again
from .syncing import sync, sync_session

__all__ = [
    "abandon_method",
    "collect",
    "follow_balance",
    "forget_elsewhere",
    "give_back",
    "handle_event",
    "receive_event",
    "reconcile_hourly",
    "reconcile_nightly",
    "set_up_webhook",
    "start_payment",
    "start_setup",
    "sweep_events",
    "sync",
    "sync_session",
    "tell_customers",
    "try_events_again",
]
