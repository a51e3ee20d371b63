"""The dashboard's panel that says which legal facts are missing."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from home.rules import missing_legal_labels
from members.board.queries import is_represented
from verein.models import Association


class MissingLegalFactsPanel(Component):
    name = "missing_legal_facts"
    order = 1
    template_name = "home/admin/missing_legal_facts.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        request = parent_context["request"]
        return {
            "missing": missing_legal_labels(
                Association.load(request_or_site=request), represented=is_represented(timezone.localdate())
            ),
            "may_change": request.user.has_perm("verein.change_association"),
        }
