"""What the dashboard says of the board: elections that are due, empty seats, open handovers."""

from typing import Any

from django.utils import timezone
from wagtail.admin.ui.components import Component

from members.board.models import Term
from members.board.queries import due_terms, open_tasks
from members.board.rules import office_name, term_sentence, vacancies
from members.queries.statutes import rulebook_on

WITHIN_DAYS = 90


class BoardPanel(Component):
    name = "board"
    order = 20
    template_name = "board/admin/panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        today = timezone.localdate()
        rulebook = rulebook_on(today)
        due = [
            f"{office_name(rulebook.office(term.office_key), term.form, key=term.office_key)}: {term.person.name}, "
            f"{term_sentence(term, today)}"
            for term in due_terms(today, within=WITHIN_DAYS)
        ]
        terms = Term.objects.all() if rulebook.offices else []
        empty = [f"{row.office.name}: {row.sentence(today)}" for row in vacancies(rulebook, terms, today)]
        tasks = list(open_tasks())
        late = sum(task.is_late(today) for task in tasks)
        return {"due": due, "empty": empty, "tasks": len(tasks), "late": late}
