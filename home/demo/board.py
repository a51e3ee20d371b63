"""Gives the demo association statutes, a board with terms and rights, and two working groups."""

from datetime import date
from pathlib import Path

import yaml
from django.contrib.auth.models import Group

from members.actions.statutes import create_draft, put_in_force
from members.board.actions import ask_to_join, create_group, record_results, save_office_setting
from members.board.models import Term, WorkingGroup
from members.board.rules import Result
from members.models import Person
from members.models.rulebook import Rulebook
from members.queries import AUDITORS_GROUP, BOARD_GROUP, TREASURER_GROUP
from members.queries.statutes import statutes_on

FILE = Path(__file__).parent / "statutes.yaml"
FOUNDED = date(2012, 3, 6)
# Office, place among the demo's people, rights, what it does for us. The first people are those of the demo accounts.
OFFICES: tuple[tuple[str, int, tuple[str, ...], str], ...] = (
    ("chair", 0, (BOARD_GROUP,), "Vertritt den Verein nach außen und leitet die Treffen."),
    ("deputy", 4, (BOARD_GROUP,), "Plant Betriebsbesuche und Vorträge."),
    ("treasurer", 1, (TREASURER_GROUP,), "Führt die Bücher und beantwortet Fragen zum Beitrag."),
    ("auditor", 6, (AUDITORS_GROUP,), "Prüft einmal im Jahr die Bücher und berichtet der Mitgliederversammlung."),
    ("secretary", 5, (BOARD_GROUP,), "Schreibt Protokolle und Nachberichte."),
)


def make_statutes() -> None:
    """In force since the founding, unless there are some already."""
    if statutes_on(FOUNDED) is None:
        rulebook = Rulebook.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
        draft = create_draft(actor=None, rules=rulebook, title="Satzung", decided_on=FOUNDED)
        put_in_force(draft, effective_on=FOUNDED, actor=None)


def make_board(people: list[Person], today: date) -> None:
    """Elected last March; the office's own address for the treasurer, the form for the others."""
    elected_on = date(today.year if today.month > 3 else today.year - 1, 3, 10)
    named = [row for row in OFFICES if row[1] < len(people)]
    for position, (key, _place, groups, duties) in enumerate(named, 1):
        data = {"position": position, "duties": duties, "effort": "etwa 4 Stunden im Monat"}
        if key == "treasurer":
            data |= {"email": "kasse@emsbogen.example", "email_public": True}
        rights = Group.objects.filter(name__in=groups)
        save_office_setting(key, data=data, groups=rights, actor=None, today=today)
    results = [Result(key, people[place], how=Term.How.ELECTED) for key, place, _groups, _duties in named]
    record_results(results, elected_on=elected_on, actor=None, today=today)


def make_working_groups(people: list[Person], today: date) -> None:
    if len(people) < 12:
        return
    groups = (
        ("Arbeitskreis Marketing", "Plakate, Presse und die Ausbildungsbörse.", "request", 2),
        ("Arbeitskreis Nachfolge", "Wer übergibt, wer übernimmt: Erfahrungen am runden Tisch.", "open", 6),
    )
    for name, summary, joining, lead in groups:
        data = {"name": name, "summary": summary, "joining": joining, "effort": "etwa 3 Stunden im Monat"}
        group = create_group(data=data, lead=people[lead], actor=None, today=today)
        if group.joining == WorkingGroup.Joining.OPEN:
            for person in people[7:11]:
                ask_to_join(group, person=person, actor=None, today=today)
