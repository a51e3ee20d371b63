"""Writes of the dues, one function a use case."""

from .charging import charge_member
from .declaring import declare, enter_declaration
from .levying import decide_levy, drop_levy
from .refusal import DuesRefused
from .regulations import (
    change_draft,
    change_facts,
    create_draft,
    delete_draft,
    put_in_force,
    take_back,
)
from .running import issue_run, start_run, stop_run

__all__ = [
    "DuesRefused",
    "change_draft",
    "change_facts",
    "charge_member",
    "create_draft",
    "decide_levy",
    "declare",
    "delete_draft",
    "drop_levy",
    "enter_declaration",
    "issue_run",
    "put_in_force",
    "start_run",
    "stop_run",
    "take_back",
]
