"""The example calculation, for the office and for whoever may read the dues regulations."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from members.dues.forms.example import ExampleForm
from members.dues.models import FeeRegulations
from members.dues.queries.expecting import expected_by
from members.models import MembershipType
from members.models.rulebook import Rulebook


def example_of(request: HttpRequest, regulations: FeeRegulations, rulebook: Rulebook) -> dict[str, Any]:
    """The form as it was sent (it is a GET form: an example can be passed on as an address), and what it leads to."""
    types = list(MembershipType.objects.order_by("name").values_list("key", "name"))
    known = {rule.key: rule.name for rule in rulebook.types if not rule.group_of_its_own}
    form = ExampleForm(
        request.GET or None,
        book=regulations.book,
        rulebook=rulebook,
        types=list(known.items()) or types,
        initial={"joined_on": timezone.localdate()},
    )
    found = expected_by(regulations, rulebook, form.facts(), form.day) if form.is_valid() else None
    return {"form": form, "found": found}
