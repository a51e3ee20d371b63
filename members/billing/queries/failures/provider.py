"""What is wrong with the connection to Stripe."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.billing.models import Attempt
from members.billing.queries.balance import failed_payouts
from members.billing.queries.provider import given_up_events, news, wrong_mode_events
from members.billing.rules.balance import why_payout_failed
from members.billing.rules.failures import Failure, FailureKind
from verein.money import euros

from .watch import Watch

KIND = FailureKind.PROVIDER


def _provider(_today: date) -> list[Failure]:
    """Events given up or of the other mode, and payments that do not fit what was asked for."""
    found, url = news(), reverse("billing_provider")
    failures = []
    if count := len(found.given_up):
        text = ngettext(
            "%(count)d event from Stripe could not be worked on in twenty tries.",
            "%(count)d events from Stripe could not be worked on in twenty tries.",
            count,
        )
        advice = _("The comparison with Stripe found what they were about; look why, then try them again.")
        on = timezone.localdate(found.given_up[-1].received_at)
        failures.append(Failure(text % {"count": count}, advice, url, KIND, on))
    if found.other_mode:
        text = _("Events come from Stripe’s other mode (test or live).")
        advice = _("The webhook and the key do not belong together: set the webhook up again.")
        failures.append(Failure(text, advice, url, KIND, timezone.localdate(found.other_mode.received_at)))
    rows = _odd_rows().select_related("charge__invoice").order_by("-pk")[:50]
    return failures + [_odd(row) for row in rows]


def _payouts(_today: date) -> list[Failure]:
    """The last payout failed: money stays at Stripe until the bank account there is right."""
    return [
        Failure(
            _("The payout of %(amount)s failed: %(why)s")
            % {"amount": euros(row.amount_cents), "why": why_payout_failed(row.failure)},
            _("Correct the bank account in Stripe’s dashboard."),
            reverse("billing_provider_payout", args=[row.pk]),
            KIND,
            row.arrives_on,
        )
        for row in failed_payouts()
    ]


def _odd_rows() -> QuerySet[Attempt]:
    """A trouble of a failed attempt is told with its charge."""
    return Attempt.objects.exclude(trouble="").exclude(state=Attempt.State.FAILED).exclude(charge=None)


def _odd(row: Attempt) -> Failure:
    assert row.charge
    text = _("Online payment for %(number)s: %(trouble)s.") % {
        "number": row.charge.invoice.number,
        "trouble": row.trouble,
    }
    advice = _("Compare with Stripe’s dashboard; what is too much can be given back on the member’s account.")
    url = reverse("billing_account", args=[row.account_id])
    return Failure(text, advice, url, KIND, timezone.localdate(row.created_at))


of_provider = Watch(lambda _today: [given_up_events(), wrong_mode_events(), _odd_rows()], _provider)
of_payouts = Watch(lambda _today: [failed_payouts()], _payouts)
