"""How many votes a member has in the general meeting."""

from datetime import date

from members.models.rulebook import Rulebook, Vote

from .calendar import age_on


def votes_of(rulebook: Rulebook, *, type_key: str, born_on: date | None, day: date) -> int:
    """The votes of a member of this type on `day`; 0 is none.

    Where the statutes say nothing it is one vote: § 32 BGB gives it to every member.
    """
    rule = rulebook.type(type_key)
    if rule is None or rule.vote == Vote.UNSTATED:
        return 1
    if rule.vote != Vote.YES:
        return 0
    too_young = rule.vote_from_age is not None and born_on is not None and age_on(born_on, day) < rule.vote_from_age
    return 0 if too_young else rule.votes
