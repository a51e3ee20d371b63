"""What the dashboard says of the money: what waits for the treasurer, what there is to audit."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from members.billing.queries.books import past_years
from members.billing.queries.glance import failures, glance
from members.billing.queries.late import reminders_due

YEARS_TO_AUDIT = 3


class TreasuryPanel(Component):
    """For whoever keeps the books: what is to be done."""

    name = "treasury"
    order = 10
    template_name = "billing/office/treasury_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        today = timezone.localdate()
        seen = glance(today)
        return {
            "failures": len(failures(today, sources=seen.sources)),
            "bank_lines": seen.bank_lines,
            "reminders": reminders_due(today),
            "checked_at": seen.checked_at,
        }


class AuditPanel(Component):
    """For the auditors: the years that are over, each with its file, and where else they look."""

    name = "audit"
    order = 10
    template_name = "billing/office/audit_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        today = timezone.localdate()
        years = past_years(today, count=YEARS_TO_AUDIT)
        return {"years": years, "checked_at": glance(today).checked_at}
