"""Writes: the address of a person's own calendar."""

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from members.models import Person, User, new_token
from verein import audit


@transaction.atomic
def renew_feed_token(*, person: Person, actor: User | AnonymousUser | None) -> Person:
    """Give the calendar a new address; whoever has the old one gets nothing any more."""
    person.feed_token = new_token()
    person.save(update_fields=["feed_token"])
    audit.log("members.renew_feed_token", person, actor=actor, fields=["feed_token"])
    return person
