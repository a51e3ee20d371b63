"""Who decides on an application on a day, and how they voted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from members.admission.models import Application, Vote
from members.admission.rules import Stage
from members.board.queries import voters
from members.models import Person
from members.models.rulebook import Rulebook
from members.queries import BOARD_GROUP


@dataclass(frozen=True)
class Elector:
    """One person of the body that decides, with the offices that make them part of it."""

    person: Person
    office_keys: frozenset[str] = frozenset()


def electors(stage: Stage, day: date) -> list[Elector]:
    """The holders of offices in the deciding bodies; while nobody's term is entered there, the board's group."""
    if found := voters(stage.decision.body, day):
        return [Elector(voter.person, voter.office_keys) for voter in found]
    return [Elector(person) for person in board_people()]


def board_people() -> list[Person]:
    """Everybody with the board's rights who can sign in."""
    people = Person.objects.filter(user__is_active=True, user__groups__name=BOARD_GROUP, died_on=None)
    return list(people.order_by("sort_key").distinct())


def chair_keys(rulebook: Rulebook, bodies: Iterable[str]) -> frozenset[str]:
    """The office whose holder decides a tie: "chair", else the first office the statutes name in these bodies."""
    offices = [office.key for office in rulebook.offices if office.body in set(bodies)]
    if "chair" in offices or not offices:
        return frozenset({"chair"})
    return frozenset(offices[:1])


@dataclass(frozen=True)
class Tally:
    """The votes of the round that is under way."""

    votes: list[Vote]
    yes: int
    no: int
    abstained: int

    def of_offices(self, keys: Iterable[str]) -> dict[str, bool]:
        """How the holders of these offices voted, yes or no; one of several is enough."""
        found = {}
        for vote in self.votes:
            if vote.choice != Vote.Choice.ABSTAIN:
                found.update({key: vote.choice == Vote.Choice.YES for key in vote.office_keys if key in set(keys)})
        return found

    def of_chair(self, keys: Iterable[str]) -> bool | None:
        return next(iter(self.of_offices(keys).values()), None)


def round_of(application: Application) -> int:
    """Rounds are counted by the resolutions that ended them."""
    return application.resolutions.count() + 1


def tally(application: Application) -> Tally:
    votes = list(application.votes.filter(round=round_of(application)).select_related("person").order_by("pk"))
    counts = {choice: sum(vote.choice == choice for vote in votes) for choice in Vote.Choice.values}
    return Tally(votes, counts["yes"], counts["no"], counts["abstain"])
