"""Reads: the taxable turnover by receipt."""

from collections import defaultdict

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

from members.billing.models import InvoiceLine, Posting, TaxTreatment
from members.billing.rules.small_business import Turnover, net_part

# § 19 (2) UStG: what is exempt by § 4 no. 22 a does not count, and real dues are no supply at all (L-TAX-1, 5).
TAXABLE = (TaxTreatment.SMALL_BUSINESS, TaxTreatment.STANDARD, TaxTreatment.REDUCED)


def _receipts() -> QuerySet[Posting]:
    """Money that came or went, and credit that was used; not what was only settled on paper."""
    paper = Q(kind__in=[Posting.Kind.WAIVER, Posting.Kind.WRITE_OFF])
    paper |= Q(kind=Posting.Kind.REVERSAL, way=Posting.Way.BOOK)
    return Posting.objects.exclude(paper)


def turnover(year: int) -> Turnover:
    """Of this calendar year and the one before; two statements."""
    lines = InvoiceLine.objects.filter(tax__in=TAXABLE)
    rows = (
        _receipts()
        .filter(charge__invoice__in=lines.values("invoice"), booked_on__year__gte=year - 1, booked_on__year__lte=year)
        .order_by()
        .annotate(year=ExtractYear("booked_on"))
        .values_list("charge__invoice", "year")
        .annotate(sum=Sum("amount_cents"))
    )
    received = list(rows)
    parts = lines.filter(invoice__in={pk for pk, _year, _sum in received}).order_by()
    taxed = {pk: (net, total) for pk, total, net in _taxed(parts)}
    sums: dict[int, int] = defaultdict(int)
    for pk, of_year, cents in received:
        net, total = taxed[pk]
        sums[of_year] += net_part(cents, taxable_net_cents=net, total_cents=total)
    return Turnover(year, sums[year], sums[year - 1])


def _taxed(lines: QuerySet[InvoiceLine]) -> QuerySet[InvoiceLine, tuple[int, int, int]]:
    """(invoice, its total, the net of its taxable lines)"""
    return lines.values_list("invoice", "invoice__total_cents").annotate(net=Sum("net_cents"))
