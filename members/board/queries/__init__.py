"""Reads of the board: who holds what, who votes, whose rights, what is open."""

from .elections import gather_facts, types_of
from .groups import GroupPage, group_page, group_rows, groups_of, is_in_group_of_collection
from .handover import open_handovers, open_tasks, tasks_of
from .history import HeldOffice, PastOffice, holders_of, office_history, past_boards, shows_past
from .overview import BodyRow, HolderRow, OfficeRow, due_terms, overview
from .public import OfficeContact, PublicOffice, is_represented, office_contact, public_board, representation_on
from .rights import Grant, grants_on, office_groups
from .terms import Voter, board_people, collections_of, terms_of, terms_on, voters

__all__ = [
    "BodyRow",
    "Grant",
    "GroupPage",
    "HeldOffice",
    "HolderRow",
    "OfficeContact",
    "OfficeRow",
    "PastOffice",
    "PublicOffice",
    "Voter",
    "board_people",
    "collections_of",
    "due_terms",
    "gather_facts",
    "grants_on",
    "group_page",
    "group_rows",
    "groups_of",
    "holders_of",
    "is_in_group_of_collection",
    "is_represented",
    "office_contact",
    "office_groups",
    "office_history",
    "open_handovers",
    "open_tasks",
    "overview",
    "past_boards",
    "public_board",
    "representation_on",
    "shows_past",
    "tasks_of",
    "terms_of",
    "terms_on",
    "types_of",
    "voters",
]
