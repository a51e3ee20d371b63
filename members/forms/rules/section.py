"""One section of a draft as a form: what was typed, what is wrong with it, and the rulebook it makes."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from members.models import Statutes
from members.models.rulebook import Rulebook
from members.readers.rules_words import in_words
from members.rules.references import shape_of

from .posted import Posted, edited, flat, parsed
from .tree import Node, tree_of


@dataclass(frozen=True)
class Section:
    slug: str
    label: str | Promise
    names: tuple[str, ...]


SECTIONS = (
    Section("geschaeftsjahr", gettext_lazy("Fiscal year"), ("fiscal_year",)),
    Section("mitgliedsarten", gettext_lazy("Membership types"), ("types",)),
    Section("aufnahme", gettext_lazy("Admission"), ("admission",)),
    Section("austritt", gettext_lazy("Leaving"), ("leaving",)),
    Section("organe", gettext_lazy("Bodies and offices"), ("bodies", "offices")),
    Section("vorstand", gettext_lazy("Board"), ("board",)),
    Section("versammlung", gettext_lazy("General meeting"), ("general_meeting",)),
)
_NAMED = {name for section in SECTIONS for name in section.names}
REST = Section("weiteres", gettext_lazy("Further rules"), tuple(n for n in Rulebook.model_fields if n not in _NAMED))


def all_sections() -> tuple[Section, ...]:
    return (*SECTIONS, REST)


@dataclass
class SectionForm:
    """The form of `section`; `post` None shows what is stored."""

    statutes: Statutes
    section: Section
    post: QueryDict | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    rulebook: Rulebook | None = None

    def __post_init__(self) -> None:
        self.data: Posted = dict(self.post.lists()) if self.post is not None else self._stored()
        if self.post is None:
            return
        add, remove = self.post.get("add", ""), self.post.get("remove", "")
        if add or remove:
            self.data = edited(self.data, add=add, remove=remove)
        else:
            self._check()

    def _stored(self) -> Posted:
        found: Posted = {}
        for name in self.section.names:
            shape = shape_of(Rulebook.model_fields[name])
            found |= flat(getattr(self.statutes.rulebook, name), shape, name)
        return found

    def _check(self) -> None:
        rules: dict[str, Any] = dict(self.statutes.rules)
        whole = parsed(Rulebook, self.data, "")
        for name in self.section.names:
            rules[name] = whole.get(name, Rulebook.model_fields[name].get_default(call_default_factory=True))
        try:
            self.rulebook = Rulebook.model_validate(rules)
        except ValidationError as error:
            for path, text in in_words(error):
                self.errors.setdefault(_shown_at(path), []).append(text)

    @cached_property
    def tree(self) -> list[Node]:
        """Choices name what is stored, and what has just been typed where it is sound."""
        rulebook = self.rulebook or self.statutes.rulebook
        return tree_of(Rulebook, self.section.names, self.data, rulebook=rulebook, errors=self.errors)

    @property
    def elsewhere(self) -> list[str]:
        """What is wrong with no question of this section: in another one, or in a part that is not shown."""
        shown = {path for node in self.tree for path in node.paths()}
        return [text for path, texts in self.errors.items() if path not in shown for text in texts]

    @property
    def summary(self) -> str:
        return _("Nothing was saved yet: please look at what is marked.") if self.errors else ""


def _shown_at(path: str) -> str:
    """A key is made from the name, so what is wrong with it is said there; of a list of words at the whole list."""
    if path.endswith(".key"):
        return path.removesuffix(".key") + ".name"
    return re.sub(r"\[\d+\]$", "", path)
