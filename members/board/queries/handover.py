"""Open handovers and tasks."""

from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from members.board.models import Handover, HandoverTask
from members.models import Person


def open_handovers() -> "QuerySet[Handover]":
    """Those with something left to do, the oldest first, with their tasks."""
    tasks = HandoverTask.objects.select_related("assigned_to", "done_by").order_by("position", "due_on", "pk")
    rows = Handover.objects.select_related("given__person", "taken__person").prefetch_related(Prefetch("tasks", tasks))
    return rows.annotate(left=Count("tasks", filter=Q(tasks__done_at=None))).filter(left__gt=0).order_by("changed_on")


def open_tasks() -> "QuerySet[HandoverTask]":
    rows = HandoverTask.objects.filter(done_at=None).select_related("assigned_to", "handover")
    return rows.order_by("due_on", "position", "pk")


def tasks_of(person: Person, day: date) -> "QuerySet[HandoverTask]":
    """What is open for `person`: assigned to them, or part of taking over an office they hold on `day` or will.

    Who has given an office away sees only what is assigned to them.
    """
    taking = Q(handover__taken__person=person) & (
        Q(handover__taken__until_on=None) | Q(handover__taken__until_on__gt=day)
    )
    return open_tasks().filter(Q(assigned_to=person) | taking).distinct()
