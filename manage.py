#!/usr/bin/env python
"""The door to every command: `manage.py demo`, `manage.py verify`, …"""

import os
import sys
from pathlib import Path


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "verein.settings")
    # No secret key anywhere: this is somebody's laptop, not a server. wsgi.py never makes this choice.
    if "SECRET_KEY" not in os.environ and not (Path(__file__).parent / ".env").exists():
        os.environ.setdefault("VEREIN_MODE", "sandbox")
    if sys.argv[1:2] == ["demo"]:
        # It watches the processes that load the apps, and starts sooner without loading them itself.
        from verein.management.commands.demo import Command  # noqa: PLC0415 - as below

        Command().run_from_argv(sys.argv)
        return
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings must be named first

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
