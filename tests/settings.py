"""The settings of the test suite: those of the sandbox, with quick hashes and files in a scratch folder."""

import tempfile
from pathlib import Path

from verein.settings import *  # noqa: F403
from verein.settings import CACHES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tasks are queued as in production, but nothing takes them up unless a test does: see the fixture `run_tasks`.
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": ["default", "mail", "index"]}}
MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
_scratch = Path(tempfile.mkdtemp(prefix="verein-test-"))
MEDIA_ROOT = _scratch / "media"
PRIVATE_ROOT = _scratch / "private"
STORAGES["private"]["OPTIONS"] = {"location": PRIVATE_ROOT, "base_url": "/private/"}
CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
# Every client of a test has middleware of its own: it must not look through all static files before its first request.
WHITENOISE_AUTOREFRESH = True
