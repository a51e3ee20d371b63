"""Who may see an account and its documents."""

from django.http import HttpRequest
from django.utils import timezone

from members.access import request_viewer
from members.billing.models import Account
from members.billing.queries.own import why_not_see_account
from members.middleware import gave_second_factor


def why_not_open(request: HttpRequest, account: Account) -> str | None:
    """Its holder and the treasurer may; the treasurer, as everywhere in the office, only with a second factor."""
    is_office = request.user.has_perm("billing.view_invoice") and gave_second_factor(request)
    person = request_viewer(request).person
    return why_not_see_account(person, account, timezone.localdate(), is_office=is_office)
