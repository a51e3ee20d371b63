"""How many votes a member has under the statutes."""

from datetime import date

from members.models.rulebook import Rulebook, Vote

from .calendar import age_on


def votes_of(rulebook: Rulebook, *, type_key: str, born_on: date | None, day: date, dormant: bool = False) -> int:
    """0 without a vote. Where the statutes are silent the law gives one (§ 32 BGB); `dormant` membership has none."""
    rule = rulebook.type(type_key)
    if dormant:
        return 0
    if rule is None:
        return 1
    if rule.vote in {Vote.NO, Vote.ADVISORY}:
        return 0
    too_young = rule.vote_from_age and born_on and age_on(born_on, day) < rule.vote_from_age
    return 0 if too_young else rule.votes
