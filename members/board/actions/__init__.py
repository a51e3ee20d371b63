"""Writes of the board, one function a use case."""

from .documents import add_document, remove_document
from .groups import (
    answer_request,
    ask_to_join,
    close_group,
    create_group,
    invite_to_group,
    leave_group,
    set_lead,
    update_group,
)
from .handover import assign_task, save_checklist_item, set_up_checklist, tick_task, untick_task
from .offices import choose_form, save_office_setting
from .refusal import BoardRefused
from .reminders import remind_of_terms
from .rights import apply_rights, end_with_membership, follow_the_calendar
from .terms import appoint_acting, cancel_term, co_opt, elect, recall, record_results, resign

__all__ = [
    "BoardRefused",
    "add_document",
    "answer_request",
    "apply_rights",
    "appoint_acting",
    "ask_to_join",
    "assign_task",
    "cancel_term",
    "choose_form",
    "close_group",
    "co_opt",
    "create_group",
    "elect",
    "end_with_membership",
    "follow_the_calendar",
    "invite_to_group",
    "leave_group",
    "recall",
    "record_results",
    "remind_of_terms",
    "remove_document",
    "resign",
    "save_checklist_item",
    "save_office_setting",
    "set_lead",
    "set_up_checklist",
    "tick_task",
    "untick_task",
    "update_group",
]
