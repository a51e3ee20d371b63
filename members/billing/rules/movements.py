"""What is to be booked: one movement of money or of credit."""

from dataclasses import dataclass
from datetime import date

from members.billing.models import Account, Charge


@dataclass(frozen=True)
class Movement:
    """`amount_cents` is signed: positive lowers what is owed. `ref` exists once: the same news twice is booked once.

    `kind`, `way`, `reason_code` as at `Posting`; `charge` None is credit of the account.
    """

    account: Account
    charge: Charge | None
    kind: str
    way: str
    amount_cents: int
    ref: str
    booked_on: date
    note: str = ""
    reason_code: str = ""
