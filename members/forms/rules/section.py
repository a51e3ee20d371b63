"""One section of a stored draft as a form: what was typed, what is wrong with it, and the rules it makes."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from members.models.rulebook import Rulebook, Rules
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


SchemaT = TypeVar("SchemaT", bound=Rules)


@dataclass
class SchemaForm(Generic[SchemaT]):
    """The form of `section`; `post` None shows what is `stored`. `made` is what a sound post makes of it."""

    stored: SchemaT
    section: Section
    post: QueryDict | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    made: SchemaT | None = None

    def __post_init__(self) -> None:
        self.schema = type(self.stored)
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
            found |= flat(getattr(self.stored, name), shape_of(self.schema.model_fields[name]), name)
        return found

    def _check(self) -> None:
        rules: dict[str, Any] = self.stored.model_dump(mode="json")
        whole = parsed(self.schema, self.data, "")
        for name in self.section.names:
            rules[name] = whole.get(name, self.schema.model_fields[name].get_default(call_default_factory=True))
        try:
            self.made = self.schema.model_validate(rules)
        except ValidationError as error:
            for path, text in in_words(error):
                self.errors.setdefault(_shown_at(path), []).append(text)

    @cached_property
    def tree(self) -> list[Node]:
        """Choices name what is stored, and what has just been typed where it is sound."""
        return tree_of(self.schema, self.section.names, self.data, errors=self.errors, **self.named())

    def named(self) -> dict[str, Any]:
        """Whose names the choices give: the `rulebook`, and what a schema has of its `own`."""
        raise NotImplementedError

    @property
    def elsewhere(self) -> list[str]:
        """What is wrong with no question of this section: in another one, or in a part that is not shown."""
        shown = {path for node in self.tree for path in node.paths()}
        return [text for path, texts in self.errors.items() if path not in shown for text in texts]

    @property
    def summary(self) -> str:
        return _("Nothing was saved yet: please look at what is marked.") if self.errors else ""


class SectionForm(SchemaForm[Rulebook]):
    """A section of the statutes."""

    def named(self) -> dict[str, Any]:
        return {"rulebook": self.made or self.stored}


def _shown_at(path: str) -> str:
    """A key is made from the name, so what is wrong with it is said there; of a list of words at the whole list."""
    if path.endswith(".key"):
        return path.removesuffix(".key") + ".name"
    return re.sub(r"\[\d+\]$", "", path)
