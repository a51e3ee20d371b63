"""Writes: a member signs up another member."""

from datetime import datetime

from django.db import transaction

from events.models import Event, Registration
from members.models import Person, User

from .registration import Party, register


@transaction.atomic
def register_colleague(*, event: Event, colleague: Person, remark: str, now: datetime, actor: User) -> Registration:
    """Register `colleague`, who is told by whom and can cancel; on the list only as the colleague's own default says.

    That `colleague` is a member whom `actor` may see is for the caller (`queries.registration.colleague`) to ensure.
    """
    party = Party(remark=remark, on_list=colleague.show_on_lists)
    return register(event=event, who=colleague, party=party, now=now, actor=actor)
