"""Why not: whose accounts a person sees."""

from django.utils.translation import gettext as _

from members.models import Seat

# Who acts for the company that is the member; a contact person sees nothing of its money.
MAY_SEE_MONEY = (Seat.Role.REPRESENTATIVE.value,)


def why_not_see(*, is_holder: bool, roles: frozenset[str], is_office: bool) -> str | None:
    """Why somebody does not see an account and its documents; None: they do. `roles` are their seats in the member."""
    if is_holder or is_office or roles & set(MAY_SEE_MONEY):
        return None
    if roles:
        return _("Only the representative of the company sees its dues.")
    return _("This belongs to somebody else.")
