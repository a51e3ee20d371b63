"""Why a list of members does not leave the house."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from members.models import Person


def why_not_list(columns: Sequence[str], *, purpose: str, recipient: str) -> str | None:
    if not columns:
        return _("Choose at least one column.")
    if not purpose.strip():
        return _("What is the list for? It is recorded with the list.")
    if not recipient.strip():
        return _("Who gets the list? It is recorded with the list.")
    return None


def why_not_hand_out(recipient: Person, *, reason: str, is_member: bool) -> str | None:
    """Only a member has a right to the list, and says what for (OLG Hamm 8 U 94/22)."""
    if not is_member:
        return _("%(name)s is not a member at present.") % {"name": recipient}
    if not reason.strip():
        return _("What does the member want the list for? It is recorded and told to the members.")
    return None
