"""The account of the shared files: every leaf by its path, what becomes of it, and the proof of each “exact”.

An entry of `leaves.yaml` holds the digest of the leaf's value and one of

    exact: {path: expected}   our rules file says the same; a path leads into its rulebook (`types.junior.max_age`)
    partly: what is missing   with `proof: {path: expected}` for what is there
    not: why                  not expressible
    prose: ...                no software decides it; `{same: path}` where the rulebook keeps the text word for word
    fees: {exact: …}          one of the states above, said by the dues regulations (section `fee_regulations`)
    meta: true                says something about the file, not about the association's rules

Special keys of `exact`: `same: path` (the text is kept, its digest is the leaf's), `absent: path` (nothing is said),
`check: true` (an entry of `checks.yaml` that names the leaf computes it). A path may begin with the number of a
version: `1/leaving.suspension.0.vote`; a key that is no rule (`title`, `effective_on`) is the version's own.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from members.dues.models import FeeBook
from members.dues.readers.regulations import FeeVersion
from members.models.rulebook import Rulebook, Rules
from members.readers.rules_file import StatutesVersion, read_sections, read_versions

HERE = Path(__file__).parent
SHARED = HERE.resolve().parents[3] / "shared" / "statutes"  # beside the repository, not in it
STATES = ("exact", "partly", "not", "prose", "fees", "meta")
FEE_STATES = ("exact", "partly", "not", "prose")
Entry = dict[str, Any]


@cache
def load(path: Path) -> Any:
    """Read by libyaml where PyYAML has it: the accounts are 600 kB."""
    return yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe one


@cache
def case_of(path: Path) -> "Case":
    """The same object for every module: each of the files is read once."""
    return Case(path)


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
        self.versions = read_versions(content["statutes"], "statutes", StatutesVersion)
        self.rulebooks = [version.rules for version in self.versions]
        self.fee_versions = (
            read_versions(content["fee_regulations"], "fee_regulations", FeeVersion)
            if "fee_regulations" in content
            else []
        )
        self.fee_books = [version.rules for version in self.fee_versions]

    @property
    def rulebook(self) -> Rulebook:
        """The latest version."""
        return self.rulebooks[-1]

    def value(self, path: str) -> Any:
        """What the file says at the path; raises LookupError where it says nothing."""
        return _value(path, self.versions, self.rulebooks, Rulebook)

    def fee_value(self, path: str) -> Any:
        """The same of the dues regulations."""
        return _value(path, self.fee_versions, self.fee_books, FeeBook)


def _value(path: str, versions: Sequence[object], books: Sequence[Rules], model: type[Rules]) -> Any:
    number, _, rest = path.rpartition("/")
    index = int(number or 0)
    if rest.split(".")[0] not in model.model_fields:
        return str(getattr(versions[index], rest))
    found: Any = books[index].model_dump(mode="json", exclude_unset=True)
    for step in rest.split("."):
        found = _step(found, step)
    return found


def _nothing_at(value: Callable[[str], Any], path: str) -> bool:
    try:
        value(path)
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
    value = case.value
    if isinstance(entry.get("fees"), dict):
        entry = {**entry["fees"], "digest": entry["digest"]}
        value = case.fee_value
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
    wrong = [_failure(value, what, expected, path, entry["digest"], computed) for what, expected in claims.items()]
    return [f"{case.name}: {path}: {sentence}" for sentence in wrong if sentence]


def _failure(
    value: Callable[[str], Any], what: str, expected: Any, leaf: str, leaf_digest: str, computed: set[str]
) -> str:
    match what:
        case "check":
            return "" if leaf in computed else "no check in checks.yaml names it"
        case "same":
            return "" if digest(value(expected)) == leaf_digest else f"{expected} is not the same text"
        case "kept":
            return "".join(f"{path} is empty " for path in expected if not value(path))
    if what.endswith("absent"):
        paths = expected if isinstance(expected, list) else [expected]
        prefix = what.removesuffix("absent")
        return "".join(f"{path} is there " for path in paths if not _nothing_at(value, prefix + path))
    try:
        found = value(what)
    except LookupError:
        return f"nothing at {what}"
    return "" if found == expected else f"{what} is {found!r}, not {expected!r}"


def counts(account: dict[str, Entry]) -> Counter[str]:
    """By state; what the dues regulations say counts as `fees` and by its own state as `fees exact` …"""
    found = Counter(state(entry) for entry in account.values())
    return found + Counter(f"fees {state(entry['fees'])}" for entry in account.values() if "fees" in entry)


START, END = "<!-- leaves: begin -->", "<!-- leaves: end -->"


def table(accounts: dict[str, dict[str, Entry]]) -> str:
    """The counts per association and in all, what is not exact with its reason, as Markdown between two markers."""
    columns = [*("exact", "partly", "not", "prose"), *(f"fees {word}" for word in FEE_STATES), "meta"]
    rows = ["| association | " + " | ".join(columns) + " |", "|---|" + "--:|" * len(columns)]
    total: Counter[str] = Counter()
    open_ones = []
    for name, account in accounts.items():
        found = counts(account)
        total += found
        rows.append(f"| {name} | " + " | ".join(str(found[word]) for word in columns) + " |")
        for path, entry in account.items():
            said = entry.get("fees", entry)
            if reason := said.get("partly") or said.get("not"):
                open_ones.append(f"- `{name}: {path}` ({state(said)}): {reason}")
    rows.append("| **all** | " + " | ".join(f"**{total[word]}**" for word in columns) + " |")
    rules, fees = (sum(total[f"{of}{word}"] for word in ("exact", "partly", "not")) for of in ("", "fees "))
    summary = (
        f"{sum(total[word] for word in STATES)} leaves in {len(accounts)} files. Of the {rules} rules of statutes "
        f"{total['exact']} are expressed exactly, {total['partly']} partly, {total['not']} not; of the {fees} rules of "
        f"dues {total['fees exact']} exactly, {total['fees partly']} partly, {total['fees not']} not; "
        f"{total['prose'] + total['fees prose']} are prose that no software decides, {total['meta']} describe the "
        "file. Every leaf with its proof stands in `tests/members/statutes/leaves.yaml`."
    )
    return "\n".join([START, summary, "", *rows, "", "Not exact:", "", *open_ones, END])
