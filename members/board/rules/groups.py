"""Working groups: who may ask, join, invite, leave, and why not."""

from django.utils.translation import gettext as _

from members.board.models import GroupMembership, WorkingGroup


def why_not_ask(group: WorkingGroup, mine: GroupMembership | None, *, is_member: bool) -> str | None:
    """Joining or asking to; `mine` is the open row of whoever asks."""
    if group.ended_on is not None:
        return _("This working group is closed.")
    if not is_member:
        return _("Working groups are for members.")
    if mine is not None and mine.state == GroupMembership.State.ACTIVE:
        return _("You belong to this working group already.")
    if mine is not None and mine.state == GroupMembership.State.REQUESTED:
        return _("You have asked already. The lead will answer.")
    if mine is None and group.joining == WorkingGroup.Joining.INVITATION:
        return _("One joins this working group by invitation.")
    return None


def why_not_invite(group: WorkingGroup, theirs: GroupMembership | None, *, is_member: bool, name: str) -> str | None:
    if group.ended_on is not None:
        return _("This working group is closed.")
    if not is_member:
        return _("%(name)s is not a member at present.") % {"name": name}
    if theirs is not None and theirs.state == GroupMembership.State.ACTIVE:
        return _("%(name)s belongs to this working group already.") % {"name": name}
    if theirs is not None and theirs.state == GroupMembership.State.INVITED:
        return _("%(name)s has been invited already.") % {"name": name}
    return None


def why_not_accept(row: GroupMembership) -> str | None:
    """The lead answers a request; what was withdrawn or answered is gone."""
    if row.until_on is not None or row.state != GroupMembership.State.REQUESTED:
        return _("This request has been answered or withdrawn already.")
    return None


def why_not_leave(row: GroupMembership | None) -> str | None:
    return None if row is not None and row.until_on is None else _("You do not belong to this working group.")


def why_not_change_group(group: WorkingGroup) -> str | None:
    return _("This working group is closed.") if group.ended_on is not None else None
