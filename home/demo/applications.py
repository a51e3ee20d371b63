"""Makes four open applications in different states, so that the board of the demo has something to decide."""

from datetime import datetime, timedelta
from typing import Any

from members.admission.actions.apply import Draft, confirm, submit
from members.admission.actions.decide import Meeting, ask, record_meeting, vote
from members.admission.models import Application, Kind
from members.admission.queries.electors import electors
from members.admission.queries.offers import declarations
from members.admission.rules import Stage
from members.admission.rules.stages import ADMISSION
from members.models import MembershipType, Person, Trade
from members.models.rulebook import Decision

DOMAIN = "beispiel.example"
# Days ago, kind, company, first name, surname, town, trade, what they write.
APPLICANTS: list[tuple[int, Kind, str, str, str, str, str, str]] = [
    (2, Kind.PERSON, "Fährhaus Nienkamp", "Insa", "Nienkamp", "Emsbogen", "Gastronomie und Hotel",
     "Ich habe das Fährhaus im Frühjahr übernommen und möchte die Betriebe in der Nachbarschaft kennenlernen."),
    (23, Kind.COMPANY, "Solarbau Terhorst GmbH", "Malte", "Terhorst", "Rheine", "Elektro und Haustechnik",
     "Wir waren zweimal zu Gast und würden gern Dächer von Mitgliedern zeigen."),
    (9, Kind.PERSON, "", "Gesche", "Wübbels", "Emsbogen", "Beratung",
     "Ich mache mich im Januar selbständig."),
    (31, Kind.PERSON, "Tischlerei Averbeck", "", "", "", "", ""),  # somebody we know: the last member who left
]  # fmt: skip


def make_applications(people: list[Person], now: datetime) -> None:
    """New, voted on in part, asked something, accepted and waiting for the office."""
    board = [elector.person for elector in electors(Stage(ADMISSION, Decision(body=("board",))), now.date())]
    former = people[-1]  # the last one in twenty has left again
    fresh, voted, asked, accepted = (_apply(row, former, now) for row in APPLICANTS)
    assert fresh
    assert voted
    assert asked
    assert accepted
    for person, choice in zip(board[:2], ("yes", "abstain"), strict=False):
        vote(voted, person=person, choice=choice, actor=person.user, now=now - timedelta(days=3))
    ask(
        asked,
        text="Welche Mitgliedsart passt besser: ordentliches Mitglied ab Januar oder jetzt schon Fördermitglied?",
        actor=board[0].user,
        now=now - timedelta(days=1),
    )
    meeting = Meeting(held_on=(now - timedelta(days=4)).date(), yes=4, no=0, note="Vorstandssitzung, TOP 3")
    record_meeting(accepted, meeting=meeting, reason="", actor=board[0].user, now=now - timedelta(days=4))


def _apply(row: tuple[int, Kind, str, str, str, str, str, str], former: Person, now: datetime) -> Application | None:
    days, kind, company, first, last, city, trade, reason = row
    sent = now - timedelta(days=days)
    first, last = first or former.first_name, last or former.last_name
    data: dict[str, Any] = {
        "kind": kind,
        "type": MembershipType.objects.get(key="full"),
        "company_name": company,
        "first_name": first,
        "last_name": last,
        "email": f"{last.lower().replace('ü', 'ue')}@{DOMAIN}",
        "phone": "0221 4710-815",
        "street": "Am Deich 4",
        "postcode": "48999",
        "city": city or "Emsbogen",
        "trade": Trade.objects.filter(name=trade).first(),
        "reason": reason,
        "consents": [{"kind": each.kind, "version": each.version} for each in declarations(sent.date())],
        "language": "de",
    }
    application = submit(draft=Draft(fields=data), now=sent)
    return confirm(application, now=sent + timedelta(minutes=20)) if application else None
