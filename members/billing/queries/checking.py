"""Whether the books agree with themselves: each question is one statement, so that bookings meanwhile do no harm."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Replace
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from members.billing.models import Account, Charge, Invoice, InvoiceLine, Posting

SHOWN = 20  # that many of a kind are named


def problems() -> list[str]:
    """A sentence for each thing that does not agree; empty where all does. Reads the whole ledger."""
    own = [sentence for question in _QUESTIONS for sentence in question()]
    return own + [sentence for path in settings.BILLING_CHECKS for sentence in import_string(path)()]


def _gaps() -> Iterator[str]:
    ranges = Invoice.objects.order_by().values("series", "year")
    for row in ranges.annotate(count=Count("pk"), last=Max("sequence")).exclude(count=F("last")):
        yield _("The numbers of %(range)s are not consecutive: %(count)d documents, the last number is %(last)s.") % {
            "range": f"{row['series']}-{row['year']}",
            "count": row["count"],
            "last": row["last"],
        }


def _named(sentence: str, rows: QuerySet[Invoice]) -> Iterator[str]:
    for number in rows.order_by("number").values_list("number", flat=True)[:SHOWN]:
        yield sentence % {"number": number}


def _sum_of(model: type[InvoiceLine] | type[Charge], field: str) -> Coalesce:
    rows = model._default_manager.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    return Coalesce(Subquery(rows.annotate(sum=Sum(field)).values("sum")), 0)


def _lines() -> Iterator[str]:
    rows = Invoice.objects.annotate(gross=_sum_of(InvoiceLine, "gross_cents"), vat=_sum_of(InvoiceLine, "vat_cents"))
    wrong = rows.exclude(gross=F("total_cents"), vat=F("vat_cents"))
    yield from _named(_("The lines of %(number)s do not add up to its total."), wrong)


def _charges() -> Iterator[str]:
    rows = Invoice.objects.exclude(kind=Invoice.Kind.REVERSAL).annotate(due=_sum_of(Charge, "amount_cents"))
    wrong = rows.exclude(due=F("total_cents"))
    yield from _named(_("What is due of %(number)s does not add up to its total."), wrong)


def _surplus() -> Iterator[str]:
    booked = Coalesce(Sum("postings__amount_cents"), 0)
    full = Charge.objects.order_by().annotate(booked=booked).filter(booked__gt=F("amount_cents")).values("invoice")
    yield from _named(
        _("More is booked on %(number)s than is due: it should be credit."), Invoice.objects.filter(pk__in=full)
    )


def _reversals() -> Iterator[str]:
    reversals = Invoice.objects.filter(kind=Invoice.Kind.REVERSAL)
    wrong = reversals.exclude(total_cents=-F("reverses__total_cents"), vat_cents=-F("reverses__vat_cents"))
    yield from _named(_("%(number)s does not mirror the document it cancels."), wrong)
    cancelled = Charge.objects.filter(invoice__reversed_by__isnull=False, amount_cents__gt=0)
    booked = Coalesce(
        Sum(
            "postings__amount_cents",
            filter=Q(postings__kind=Posting.Kind.REVERSAL, postings__ref__startswith="reversal:"),
        ),
        0,
    )
    unsettled = cancelled.annotate(booked=booked).exclude(booked=F("amount_cents")).values("invoice")
    yield from _named(
        _("%(number)s is cancelled, but its charges are not settled."), Invoice.objects.filter(pk__in=unsettled)
    )


def _offsets() -> Iterator[str]:
    pair = Replace(Replace("ref", Value(":from"), Value("")), Value(":to"), Value(""))
    offsets = Posting.objects.filter(kind=Posting.Kind.OFFSET).order_by()
    for row in offsets.annotate(pair=pair).values("account", "pair").annotate(sum=Sum("amount_cents")).exclude(sum=0):
        yield _("The two sides of the offset %(ref)s do not cancel out.") % {"ref": row["pair"]}


def _accounts() -> Iterator[str]:
    stray = Posting.objects.exclude(charge=None).exclude(charge__account=F("account"))
    for ref in stray.values_list("ref", flat=True)[:SHOWN]:
        yield _("The posting %(ref)s and its charge belong to different members.") % {"ref": ref}
    astray = Invoice.objects.filter(charges__isnull=False).exclude(charges__account=F("account")).distinct()
    yield from _named(_("%(number)s and what is due of it belong to different members."), astray)
    credit = Coalesce(Sum("postings__amount_cents", filter=Q(postings__charge=None)), 0)
    for account in Account.objects.annotate(credit=credit).filter(credit__lt=0).select_related("member")[:SHOWN]:
        yield _("The credit of member %(number)s is below zero.") % {"number": account.member.number}


_QUESTIONS: list[Callable[[], Iterator[str]]] = [_gaps, _lines, _charges, _surplus, _reversals, _offsets, _accounts]
