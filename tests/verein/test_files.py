"""Where uploads and private files lie: in folders, or in a bucket that no visitor is ever sent to."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ASKED = """
import json
from django.conf import settings
from django.core.files.storage import storages
def told(name):
    storage = storages[name]
    asked = ("location", "bucket_name", "endpoint_url", "file_overwrite")
    kept = {key: str(getattr(storage, key, "")) for key in asked}
    return [type(storage).__name__, kept, storage.url("images/ä.webp")]
print(json.dumps([told("default"), told("private"), type(storages["staticfiles"]).__name__]))
"""


@pytest.fixture
def files(request: pytest.FixtureRequest, tmp_path: Path) -> list[Any]:
    """Of public and private files: class, where it keeps them, the address it gives one; and what keeps static ones."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("S3_", "AWS_"))}
    production = {
        "DJANGO_SETTINGS_MODULE": "verein.settings",
        "VEREIN_MODE": "production",
        "SECRET_KEY": "x" * 60,
        "BASE_URL": "https://www.example.org",
        "EMAIL_URL": "smtp+tls://mail.example.org:587",
        "VAR_DIR": str(tmp_path),
        "PYTHONWARNINGS": "ignore",
    }
    said = subprocess.run(
        [sys.executable, "-c", ASKED],
        env={**env, **production, **getattr(request, "param", {})},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    found: list[Any] = json.loads(said.stdout)
    return found


def test_files_lie_in_folders_where_no_bucket_is_set(files: list[Any], tmp_path: Path) -> None:
    public, private, static = files
    assert (public[0], public[1]["location"]) == ("FileSystemStorage", str(tmp_path / "media"))
    assert (private[0], private[1]["location"]) == ("FileSystemStorage", str(tmp_path / "private"))
    assert (public[2], private[2]) == ("/media/images/%C3%A4.webp", "/private/images/%C3%A4.webp")
    assert static == "CompressedManifestStaticFilesStorage"


@pytest.mark.parametrize(
    "files",
    [{"S3_BUCKET": "emsbogen", "S3_ENDPOINT_URL": "https://s3.example.net", "S3_REGION_NAME": "eu"}],
    indirect=True,
)
def test_files_lie_in_the_bucket_and_are_handed_out_by_this_server(files: list[Any]) -> None:
    bucket = {"bucket_name": "emsbogen", "endpoint_url": "https://s3.example.net", "file_overwrite": "False"}
    public, private, static = files
    assert public[:2] == ["S3Storage", {"location": "media", **bucket}]
    assert private[:2] == ["S3Storage", {"location": "private", **bucket}]
    # The address of our own view, and of nothing at all for private files: no visitor learns of the bucket.
    assert public[2] == "https://www.example.org/media/images/%C3%A4.webp"
    assert private[2] == "https://www.example.org/private/images/%C3%A4.webp"
    assert static == "CompressedManifestStaticFilesStorage"
