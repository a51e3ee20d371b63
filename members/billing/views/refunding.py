"""A payment is given back: by Stripe where it came by Stripe, else as a transfer on the treasurer's list."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from members.billing.actions import BillingRefused, order_payout
from members.billing.actions.online import give_back
from members.billing.forms.refunds import RefundForm
from members.billing.models import Account, Attempt, Posting
from members.billing.queries.ledger import free_credit_cents
from members.billing.queries.refunds import attempt_of, returnable_cents
from members.views.office import OfficeRequest
from verein.money import euros
from verein.office import answer

from .accounts import account_of
from .booking import page_of
from .desk import form_methods, may_change


@form_methods
@may_change
def refund(request: OfficeRequest, pk: int) -> HttpResponse:
    """Of one payment, in part or as a whole."""
    posting = get_object_or_404(Posting, pk=pk, kind=Posting.Kind.PAYMENT)
    account = account_of(posting.account_id)
    attempt = attempt_of(posting) if posting.way == Posting.Way.STRIPE else None
    spare = free_credit_cents(account)
    most = max(returnable_cents(attempt) if attempt else min(posting.amount_cents, spare), 0)
    form = RefundForm(request.POST if request.method == "POST" else None, initial={"amount_cents": most})

    def act(*, amount_cents: int, reason: str, token: UUID) -> str:
        if attempt:
            return _by_stripe(request, attempt, amount_cents, reason, token)
        return _by_transfer(request, account, amount_cents, reason, most=most)

    return answer(
        request,
        form,
        act=act,
        refused=BillingRefused,
        back=page_of(account),
        title=_("Give back a payment of %(amount)s") % {"amount": euros(posting.amount_cents)},
        subtitle=account.member,
        note=_note(attempt, most=most, spare=spare),
        submit=_("Give back"),
        danger=True,
        icon="form",
    )


def _note(attempt: Attempt | None, *, most: int, spare: int) -> str:
    if attempt is None:
        return _(
            "At most %(most)s: what pays nothing else. It goes on the list of transfers to be made. To give back more, "
            "cancel the document or waive the charge first."
        ) % {"most": euros(most)}
    told = _("Stripe pays it back to the card or account it came from; at most %(most)s. Stripe’s fee stays.") % {
        "most": euros(most)
    }
    if spare < most:
        told += " " + _("Above the credit of %(spare)s the charge is open again then.") % {"spare": euros(spare)}
    return told


def _by_stripe(request: OfficeRequest, attempt: Attempt, cents: int, reason: str, token: UUID) -> str:
    give_back(attempt, cents=cents, reason=reason, key=token, actor=request.user, now=timezone.now())
    return _("The refund is ordered at Stripe; what comes of it stands below.")


def _by_transfer(request: OfficeRequest, account: Account, cents: int, reason: str, *, most: int) -> str:
    if cents > most:
        raise BillingRefused(_("There is not that much credit."))
    order_payout(account, amount_cents=cents, note=reason, now=timezone.now(), actor=request.user)
    return _("The refund is on the list of transfers to be made.")
