"""What documents say of VAT: the note of each treatment, and the sums of each rate."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from members.billing.models import InvoiceLine, TaxTreatment

NOTES = {
    TaxTreatment.EXEMPT_22A.value: gettext_lazy("Exempt from VAT under § 4 no. 22 (a) UStG."),
    TaxTreatment.SMALL_BUSINESS.value: gettext_lazy("VAT exemption for small businesses (§ 19 UStG)."),
    TaxTreatment.NOT_TAXABLE.value: gettext_lazy("Membership dues without VAT: they are no supply."),
}
TAXED = {TaxTreatment.STANDARD.value, TaxTreatment.REDUCED.value}


def tax_sums(lines: Iterable[InvoiceLine]) -> dict[tuple[str, int], tuple[int, int]]:
    """(treatment, rate in per mille) -> (net, VAT) in cents, in the order of the lines."""
    sums: dict[tuple[str, int], tuple[int, int]] = {}
    for line in lines:
        key = (line.tax, line.rate_permille)
        net, vat = sums.get(key, (0, 0))
        sums[key] = (net + line.net_cents, vat + line.vat_cents)
    return sums
