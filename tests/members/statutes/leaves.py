"""The account of the shared files: every leaf by its path, what becomes of it, and the proof of each “exact”.

An entry of `leaves.yaml` holds the digest of the leaf's value and one of

    exact: {path: expected}   our rules file says the same; a path leads into its rulebook (`types.junior.max_age`)
    partly: what is missing   with `proof: {path: expected}` for what is there
    not: why                  not expressible
    prose: ...                no software decides it; `{same: path}` where the rulebook keeps the text word for word
    fees: true                belongs to the dues regulations
    meta: true                says something about the file, not about the association's rules

Special keys of `exact`: `same: path` (the text is kept, its digest is the leaf's), `absent: path` (nothing is said),
`check: true` (an entry of `checks.yaml` that names the leaf computes it). A path may begin with the number of a
version: `1/leaving.suspension.0.vote`; a key that is no rule (`title`, `effective_on`) is the version's own.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from members.models.rulebook import Rulebook
from members.readers.rules_file import read_sections, read_versions

HERE = Path(__file__).parent
SHARED = Path("/work/shared/statutes")
STATES = ("exact", "partly", "not", "prose", "fees", "meta")
Entry = dict[str, Any]


@cache
def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


def rules_files() -> list[Path]:
    return sorted((HERE / "rules").glob("*.yaml"))


def more_files() -> list[Path]:
    """Neighbours (not business associations), boards of reports, and what the 60 do not show."""
    return sorted(path for folder in ("neighbours", "boards", "variety") for path in (HERE / folder).glob("*.yaml"))


def leaves_of(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf with its path; a membership type goes by its name, other items of lists by their number."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves_of(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        seen: Counter[str] = Counter()
        for number, item in enumerate(value):
            name = item.get("type", number) if isinstance(item, dict) and path == "membership_types" else number
            seen[str(name)] += 1
            again = f"#{seen[str(name)]}" if seen[str(name)] > 1 else ""
            yield from leaves_of(item, f"{path}[{name}{again}]")
    else:
        yield path, value


def digest(value: Any) -> str:
    return hashlib.sha256(str(value).encode()).hexdigest()[:8]


def state(entry: Entry) -> str:
    """The one word of an entry; an entry with none or two of them is a mistake."""
    found = [word for word in STATES if word in entry]
    if len(found) != 1:
        raise ValueError(f"one of {STATES} wanted: {entry}")
    return found[0]


class Case:
    """One association's rules file, with its rulebooks as they are written: what the file does not say is not there."""

    def __init__(self, path: Path) -> None:
        content = read_sections(path.read_text())
        self.path = path
        self.name: str = content["association"]
        self.versions = read_versions(content["statutes"])
        self.rulebooks = [version.rules for version in self.versions]

    @property
    def rulebook(self) -> Rulebook:
        """The latest version."""
        return self.rulebooks[-1]

    def value(self, path: str) -> Any:
        """What the file says at the path; raises LookupError where it says nothing."""
        number, _, rest = path.rpartition("/")
        index = int(number or 0)
        if rest.split(".")[0] not in Rulebook.model_fields:
            return str(getattr(self.versions[index], rest))
        found: Any = self.rulebooks[index].model_dump(mode="json", exclude_unset=True)
        for step in rest.split("."):
            found = _step(found, step)
        return found

    def says_nothing(self, path: str) -> bool:
        try:
            self.value(path)
        except LookupError:
            return True
        return False


def _step(found: Any, step: str) -> Any:
    if not isinstance(found, list):
        return found[step]
    if step.isdigit():
        return found[int(step)]
    for item in found:
        if item["key"] == step:
            return item
    raise KeyError(step)


def failures(case: Case, path: str, entry: Entry, computed: set[str]) -> list[str]:
    """What does not hold of an entry; `computed` are the leaves of this association that `checks.yaml` proves."""
    claims: dict[str, Any] = {}
    match state(entry):
        case "exact":
            claims = entry["exact"]
            if not claims:
                return [f"{path}: exact without a proof"]
        case "partly":
            claims = entry.get("proof", {})
        case "prose" if isinstance(entry["prose"], dict):
            claims = entry["prose"]
    wrong = [_failure(case, what, expected, path, entry["digest"], computed) for what, expected in claims.items()]
    return [f"{case.name}: {path}: {sentence}" for sentence in wrong if sentence]


def _failure(case: Case, what: str, expected: Any, leaf: str, leaf_digest: str, computed: set[str]) -> str:
    match what:
        case "check":
            return "" if leaf in computed else "no check in checks.yaml names it"
        case "same":
            return "" if digest(case.value(expected)) == leaf_digest else f"{expected} is not the same text"
        case "kept":
            return "".join(f"{path} is empty " for path in expected if not case.value(path))
    if what.endswith("absent"):
        paths = expected if isinstance(expected, list) else [expected]
        prefix = what.removesuffix("absent")
        return "".join(f"{path} is there " for path in paths if not case.says_nothing(prefix + path))
    try:
        found = case.value(what)
    except LookupError:
        return f"nothing at {what}"
    return "" if found == expected else f"{what} is {found!r}, not {expected!r}"


def counts(account: dict[str, Entry]) -> Counter[str]:
    return Counter(state(entry) for entry in account.values())


START, END = "<!-- leaves: begin -->", "<!-- leaves: end -->"


def table(accounts: dict[str, dict[str, Entry]]) -> str:
    """The counts per association and in all, what is not exact with its reason, as Markdown between two markers."""
    rows = ["| association | exact | partly | not | prose | fees | meta |", "|---|--:|--:|--:|--:|--:|--:|"]
    total: Counter[str] = Counter()
    open_ones = []
    for name, account in accounts.items():
        found = counts(account)
        total += found
        rows.append(f"| {name} | " + " | ".join(str(found[word]) for word in STATES) + " |")
        for path, entry in account.items():
            if reason := entry.get("partly") or entry.get("not"):
                open_ones.append(f"- `{name}: {path}` ({state(entry)}): {reason}")
    rows.append("| **all** | " + " | ".join(f"**{total[word]}**" for word in STATES) + " |")
    rules = sum(total[word] for word in ("exact", "partly", "not"))
    summary = (
        f"{sum(total.values())} leaves in {len(accounts)} files. Of the {rules} that are rules of statutes, "
        f"{total['exact']} are expressed exactly, {total['partly']} partly, {total['not']} not; {total['prose']} are "
        f"prose that no software decides; {total['fees']} belong to the dues regulations; {total['meta']} describe "
        "the file. Every leaf with its proof stands in `tests/members/statutes/leaves.yaml`."
    )
    return "\n".join([START, summary, "", *rows, "", "Not exact:", "", *open_ones, END])
