"""The live parts of admission on pages of other rooms."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.admission.models import AdmissionSettings
from members.admission.queries.mine import Notices, notices
from members.admission.queries.offers import declarations, offers
from members.admission.queries.way import Way, way_in
from members.admission.rules import why_not_apply
from members.queries import Viewer
from members.queries.statutes import rulebook_on

register = template.Library()
KINDS = {
    "statutes": _("the statutes"),
    "dues": _("the dues regulations"),
    "privacy": _("the privacy notice"),
    "principles": _("the principles"),
}


@register.filter
def consent_name(kind: str) -> str:
    """What was accepted; a further consent carries its own words."""
    return str(KINDS.get(kind, kind))


@register.simple_tag
def admission_notices(viewer: Viewer) -> Notices:
    """Who asks the viewer to be a sponsor, and which admissions can still be objected to."""
    return notices(viewer, timezone.localdate())


@register.inclusion_tag("admission/parts/way_in.html")
def way_to_membership() -> dict[str, Any]:
    """How admission goes by the statutes in force, the types to choose from, and the button; or why there is none."""
    rulebook = rulebook_on(timezone.localdate())
    found = offers(rulebook)
    reason = why_not_apply(is_open=AdmissionSettings.load().is_open, offers=len(found), rule=rulebook.admission)
    way: Way = way_in(rulebook, found)
    texts = [each for each in declarations(timezone.localdate()) if each.url and each.kind != "privacy"]
    return {"way": way, "reason": reason, "texts": texts}
