"""What the back office shows first: the next meetings with their counts."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from events.queries.desk import desk_events

SHOWN = 5


class NextMeetingsPanel(Component):
    name = "next_meetings"
    order = 10
    template_name = "events/admin/next_meetings.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"pages": desk_events(now=timezone.now())[:SHOWN], "request": parent_context["request"]}
