"""A source of failures: it is asked what they are only where a look says that there are some."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, Q, QuerySet

from members.billing.rules.failures import Failure


@dataclass(frozen=True)
class Watch:
    """`signs`: rows of a day without which there is nothing to tell; `tell`: the failures, the newest first."""

    signs: Callable[[date], Sequence[QuerySet[Any]]]
    tell: Callable[[date], list[Failure]]

    def __call__(self, today: date) -> list[Failure]:
        return self.tell(today)

    def sign(self, today: date) -> ExpressionWrapper:
        """Whether there is any of the signs, as a column beside others: all watches look in one statement."""
        found = (Q(Exists(rows)) for rows in self.signs(today))
        return ExpressionWrapper(reduce(or_, found), output_field=BooleanField())
