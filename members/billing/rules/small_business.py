"""The limits of the small business (§ 19 UStG since 2025, L-TAX-5): net turnover by receipt, real dues not counted."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

LAST_YEAR_CENTS = 25_000_00  # more than that in a year: no small business in the next
THIS_YEAR_CENTS = 100_000_00  # the deal that crosses it is taxable already
WARN_PERCENT = 80


@dataclass(frozen=True)
class Turnover:
    """Taxable net turnover in cents: this year's and last year's."""

    year: int
    this_cents: int
    last_cents: int

    @property
    def permille(self) -> int:
        """Of the lower limit, at most all of it: how far the bar is."""
        return min(max(self.this_cents, 0) * 1000 // LAST_YEAR_CENTS, 1000)


def warnings(turnover: Turnover) -> list[str]:
    """What a small business must know now; empty below 80 % of either limit."""
    found = []
    if turnover.last_cents > LAST_YEAR_CENTS:
        found.append(
            _("Last year’s turnover was above €25,000: this year the association is no small business (§ 19 UStG).")
        )
    if turnover.this_cents > THIS_YEAR_CENTS:
        found.append(_("The turnover is above €100,000: from the deal that crossed it VAT is due this year already."))
    elif _is_near(turnover.this_cents, THIS_YEAR_CENTS):
        found.append(_("More than 80 % of the limit of this year (€100,000) are reached."))
    if turnover.this_cents > LAST_YEAR_CENTS:
        found.append(_("The turnover is above €25,000: next year the association is no small business any more."))
    elif _is_near(turnover.this_cents, LAST_YEAR_CENTS):
        found.append(_("More than 80 % of the limit for next year (€25,000) are reached. Ask the tax adviser in time."))
    return found


def _is_near(cents: int, limit: int) -> bool:
    return cents * 100 >= limit * WARN_PERCENT


def net_part(received_cents: int, *, taxable_net_cents: int, total_cents: int) -> int:
    """The taxable net in what was received on a document, rounded half up to the cent."""
    if total_cents <= 0:
        return 0
    numerator = 2 * received_cents * taxable_net_cents + total_cents
    return numerator // (2 * total_cents)
