"""The forms of the statutes, made from the fields of the rulebook: data as it is posted, and a tree to be drawn."""

from .section import Section, SectionForm, all_sections

__all__ = ["Section", "SectionForm", "all_sections"]
