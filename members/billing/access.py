"""Who may see an account and its documents."""

from django.http import HttpRequest
from django.utils import timezone

from members.access import request_viewer
from members.billing.models import Account
from members.billing.queries.own import why_not_see_account
from members.middleware import gave_second_factor

READ, CHANGE = "billing.view_invoice", "billing.change_account"


def why_not_open(request: HttpRequest, account: Account, *, office: str = READ) -> str | None:
    """Its holder may, and who has the right `office` (empty: nobody of the office), with a second factor as there."""
    is_office = bool(office) and request.user.has_perm(office) and gave_second_factor(request)
    person = request_viewer(request).person
    return why_not_see_account(person, account, timezone.localdate(), is_office=is_office)
