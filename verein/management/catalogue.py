"""Is the German catalogue complete? Extracts all strings again into a copy and compares."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polib

CATALOGUE = Path("verein") / "locale" / "de" / "LC_MESSAGES" / "django.po"
NOT_COPIED = shutil.ignore_patterns(".*", "var", "node_modules", "__pycache__", "tests")


def gettext_is_there() -> bool:
    return all(shutil.which(name) for name in ("xgettext", "msgmerge", "msguniq", "msgattrib"))


def problems(root: Path, *, extract: bool = True) -> list[str]:
    """What is wrong with the catalogues below `root`, a line each; empty when all is well."""
    found = [line for path in sorted(root.glob("verein/locale/**/*.po")) for line in _in_file(path, root)]
    return found + (list(_not_extracted(root)) if extract else [])


def _in_file(path: Path, root: Path) -> Iterator[str]:
    name = path.relative_to(root)
    catalogue = polib.pofile(str(path))
    if catalogue.metadata_is_fuzzy:
        yield f"{name}: the header is marked fuzzy"
    for entry in catalogue:
        if entry.fuzzy:
            yield f"{name}: fuzzy: {entry.msgid!r}"
        elif not entry.obsolete and not entry.translated():
            yield f"{name}: not translated: {entry.msgid!r}"
    compiled = path.with_suffix(".mo")
    if not compiled.exists():
        yield f"{name}: no .mo beside it"
    elif _texts(polib.mofile(str(compiled))) != _texts(
        entry for entry in catalogue if not entry.obsolete and not entry.fuzzy
    ):
        yield f"{name}: the .mo is older than the .po (msgfmt -o {compiled.relative_to(root)} {name})"


def _texts(entries: Iterable[Any]) -> dict[tuple[str, str], object]:
    """The translations, as a .mo holds them."""
    return {
        (entry.msgctxt or "", entry.msgid): entry.msgstr_plural or entry.msgstr
        for entry in entries
        if entry.msgstr or any(entry.msgstr_plural.values())
    }


def _not_extracted(root: Path) -> Iterator[str]:
    """Strings in the code that the catalogue does not have, and strings it has for nothing."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "copy"
        shutil.copytree(root, copy, ignore=NOT_COPIED)
        subprocess.run([sys.executable, "manage.py", "makemessages", "-l", "de", "-v", "0"], cwd=copy, check=True)
        fresh = {(entry.msgctxt or "", entry.msgid) for entry in polib.pofile(str(copy / CATALOGUE))}
    kept = {(entry.msgctxt or "", entry.msgid) for entry in polib.pofile(str(root / CATALOGUE)) if not entry.obsolete}
    for _context, msgid in sorted(fresh - kept):
        yield f"{CATALOGUE}: missing: {msgid!r} (manage.py makemessages -l de)"
    for _context, msgid in sorted(kept - fresh):
        yield f"{CATALOGUE}: used nowhere: {msgid!r} (manage.py makemessages -l de)"
