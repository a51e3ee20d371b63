"""Reads: whether an e-mail address belongs to somebody we know as a person."""

from allauth.account.models import EmailAddress
from django.db.models import Q

from members.models import Person


def people_at(email: str) -> list[Person]:
    """Whoever has this address, for mail or to sign in."""
    users = EmailAddress.objects.filter(email__iexact=email).values("user")
    mine = Q(email__iexact=email) | Q(user__email__iexact=email) | Q(user__in=users)
    return list(Person.objects.filter(mine).order_by("sort_key", "pk"))
