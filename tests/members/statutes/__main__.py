"""Writes the table of leaves into members/README.md: `uv run python -m tests.members.statutes`."""

import os
import re

os.environ.setdefault("VEREIN_MODE", "sandbox")

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "verein.settings")
django.setup()

from .leaves import END, HERE, START, load, table  # noqa: E402  (models need Django set up)

README = HERE.parents[2] / "members" / "README.md"
TITLE = "## What the rules of 60 real associations need"


def main() -> None:
    written = table(load(HERE / "leaves.yaml"))
    text = README.read_text() if README.exists() else "# Members\n"
    if START in text:
        text = re.sub(f"{START}.*{END}", lambda _found: written, text, flags=re.DOTALL)
    else:
        text = f"{text.rstrip()}\n\n{TITLE}\n\n{written}\n"
    README.write_text(text)


main()
