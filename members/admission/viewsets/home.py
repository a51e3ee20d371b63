"""What the dashboard says of admission and leaving."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from members.admission.queries.desk import counts
from members.admission.queries.leaving import waiting_for_office


class OpenApplicationsPanel(Component):
    """On the dashboard: how many wait, for whom, since when."""

    name = "open_applications"
    order = 20
    template_name = "admission/office/applications_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        found = counts()
        oldest = found.pop("oldest")
        days = (timezone.localdate() - timezone.localdate(oldest)).days if oldest else None
        return {"counts": found, "total": sum(found.values()), "days": days}


class LeavingPanel(Component):
    """Notices to be confirmed, open proceedings, arrears after the last reminder."""

    name = "leaving"
    order = 55
    template_name = "admission/office/panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        notices, proceedings, arrears = waiting_for_office(timezone.localdate())
        return {"notices": notices, "proceedings": proceedings, "arrears": arrears}
