"""Who may see what of a person or company: decided here, asked by pages, lists, search, vCards and file views."""

from .models import Visibility

# What somebody sees at most: a stranger what is for everyone, a member also what is for members, the board more.
SEEN_AT: dict[str, frozenset[str]] = {
    Visibility.EVERYONE: frozenset({Visibility.EVERYONE}),
    Visibility.MEMBERS: frozenset({Visibility.EVERYONE, Visibility.MEMBERS}),
    Visibility.BOARD: frozenset({Visibility.EVERYONE, Visibility.MEMBERS, Visibility.BOARD}),
}


def may_see(visibility: str, *, level: str) -> bool:
    """Whether something visible to `visibility` is shown to a viewer of `level` (everyone, members, board)."""
    return visibility in SEEN_AT[level]
