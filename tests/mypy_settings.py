"""Settings for the type checker, which starts Django without the test plugin."""

import os

os.environ.setdefault("VEREIN_MODE", "sandbox")

from verein.settings import *  # noqa: F403
