"""Whether everything at Stripe is as we need it: each point a sentence, with what to do where it is not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .provider import Endpoint, Owner

METHODS = {
    "card": gettext_lazy("card"),
    "sepa_debit": gettext_lazy("SEPA direct debit"),
    "paypal": "PayPal",
    "link": "Link",
    "klarna": "Klarna",
    "apple_pay": "Apple Pay",
    "google_pay": "Google Pay",
    "ideal": "iDEAL",
    "bancontact": "Bancontact",
    "eps": "EPS",
    "giropay": "giropay",
}
USUAL = ("card", "sepa_debit")  # what members expect, where the settings name nothing


@dataclass(frozen=True)
class Point:
    is_good: bool
    text: str
    advice: str = ""


def method_name(key: str) -> str:
    return str(METHODS.get(key, key))


def about_account(owner: Owner) -> list[Point]:
    """Key and account."""
    points = [Point(True, _("The key works: account “%(name)s” (%(id)s).") % {"name": owner.name, "id": owner.id})]
    details = _("Complete the association’s details in Stripe’s dashboard.")
    if not owner.may_charge:
        points.append(Point(False, _("Stripe does not take payments for this account yet."), details))
    if not owner.is_paid_out:
        points.append(Point(False, _("Stripe does not pay out to the association’s bank account yet."), details))
    return points


def kept_elsewhere(count: int) -> str:
    """That the keys do not fit what is kept; above zero."""
    told = ngettext(
        "The keys belong to another account of Stripe’s, or to its other mode: %(count)d kept payment method does not "
        "count there. It stays kept for the right keys.",
        "The keys belong to another account of Stripe’s, or to its other mode: %(count)d kept payment methods do not "
        "count there. They stay kept for the right keys.",
        count,
    )
    return told % {"count": count}


def about_kept(elsewhere: int) -> list[Point]:
    """Payment methods of payers that these keys do not reach."""
    advice = _("Enter the right keys; or, if this is the account from now on, forget those methods below.")
    return [Point(False, kept_elsewhere(elsewhere), advice)] if elsewhere else []


def about_methods(on: Collection[str], wanted: Iterable[str], capabilities: Mapping[str, str]) -> list[Point]:
    """What the pay page offers, and what of ours is missing there. `wanted` empty: what is usual."""
    offered = ", ".join(method_name(key) for key in sorted(on)) or _("nothing")
    points = [Point(bool(on), _("The pay page offers: %(methods)s.") % {"methods": offered})]
    for key in tuple(wanted) or USUAL:
        name = method_name(key)
        if key not in on:
            advice = _("Switch it on in Stripe’s dashboard under Settings, Payment methods.")
            points.append(Point(False, _("%(method)s is not switched on.") % {"method": name}, advice))
        elif capabilities.get(f"{key}_payments", "active") != "active":
            advice = _("Complete the association’s details in Stripe’s dashboard.")
            points.append(Point(False, _("%(method)s is not approved by Stripe yet.") % {"method": name}, advice))
    return points


def about_webhook(
    found: Iterable[Endpoint], *, url: str, version: str, events: Collection[str], known: Collection[str], has_own: bool
) -> list[Point]:
    """Whether news reach us. `known`: ids whose secret lies here; `has_own`: the environment names secrets as well."""
    ours = [row for row in found if row.url == url]
    if not ours:
        return [
            Point(False, _("Stripe has no webhook to %(url)s.") % {"url": url}, _("Set it up with the button above."))
        ]
    points = []
    for row in ours:
        faults = list(_faults(row, version=version, events=events, is_known=row.id in known or has_own))
        points += [Point(False, fault, _("“Set up the webhook” mends it.")) for fault in faults]
        if not faults:
            points.append(Point(True, _("The webhook to %(url)s is complete.") % {"url": url}))
    if len(ours) > 1:
        text = _("There are several webhooks to the same address: every event comes more than once.")
        points.append(Point(False, text, _("That does no harm; remove the older one in Stripe’s dashboard.")))
    return points


def _faults(row: Endpoint, *, version: str, events: Collection[str], is_known: bool) -> Iterable[str]:
    if not row.is_enabled:
        yield _("The webhook is switched off.")
    if not row.version:
        yield _("The webhook has no version of Stripe’s interface of its own, we speak %(ours)s.") % {"ours": version}
    elif row.version != version:
        facts = {"its": row.version, "ours": version}
        yield _("The webhook speaks version %(its)s of Stripe’s interface, we %(ours)s.") % facts
    missing = sorted(set(events) - row.events)
    if missing and "*" not in row.events:
        yield _("The webhook does not tell of: %(events)s.") % {"events": ", ".join(missing)}
    if not is_known:
        yield _("Nobody here knows the secret of the webhook: its events are turned away.")


def must_be_replaced(row: Endpoint, *, version: str, is_known: bool) -> bool:
    """Whether a new webhook is needed: version and secret of an old one cannot be changed."""
    return row.version != version or not is_known
