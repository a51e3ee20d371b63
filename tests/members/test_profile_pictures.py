"""Portrait and logo: stored upright and small, without metadata, served by rule."""

import io
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from PIL import Image

from members.models import Person
from members.readers.pictures import PictureUnreadable, read_picture
from tests.factories import MemberFactory
from tests.members.test_profile import jpeg, signed_in, upload
from tests.members.test_visibility import MEMBERS, NOBODY
from verein.models import LogEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return MemberFactory().person


@pytest.fixture
def own(person: Person) -> Client:
    return signed_in(person)


def test_picture_is_stored_upright_without_metadata_in_two_sizes(
    own: Client, person: Person, django_capture_on_commit_callbacks: Any
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "Kamera"
    exif.get_ifd(0x8825)[1] = "N"
    with django_capture_on_commit_callbacks(execute=True):
        own.post("/mein/profil/foto/", {"picture": upload(jpeg((1200, 600), exif=exif)), "visible_photo": MEMBERS})
    person.refresh_from_db()
    with person.photo.open() as file:
        large = Image.open(file)
        assert (large.format, large.size) == ("WEBP", (480, 960))
        assert not large.getexif()
    with person.photo_small.open() as file:
        assert Image.open(file).size == (192, 192)
    old = [person.photo.name, person.photo_small.name]
    with django_capture_on_commit_callbacks(execute=True):
        own.post("/mein/profil/foto/", {"picture": upload(jpeg()), "visible_photo": MEMBERS})
    assert not any(storages["private"].exists(name) for name in old if name)
    with django_capture_on_commit_callbacks(execute=True):
        own.post("/mein/profil/foto/", {"remove": "on", "visible_photo": MEMBERS})
    person.refresh_from_db()
    assert not person.photo
    assert not person.photo_small


def test_picture_without_a_file_changes_only_who_may_see_it(own: Client) -> None:
    own.post("/mein/profil/foto/", {"picture": upload(jpeg()), "visible_photo": MEMBERS})
    own.post("/mein/profil/foto/", {"visible_photo": NOBODY})
    person = Person.objects.get(pk=own.user.person.pk)
    assert person.photo
    assert person.visibility["photo"] == NOBODY
    assert LogEntry.objects.order_by("-pk")[0].fields == ["visibility.photo"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        jpeg()[:300],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 60,
    ],
)
def test_picture_that_is_none_is_refused_with_a_sentence(own: Client, content: bytes) -> None:
    response = own.post("/mein/profil/foto/", {"picture": upload(content), "visible_photo": MEMBERS})
    assert response.status_code == 200
    assert "field__errors" in response.content.decode()
    assert not own.user.person.photo


def test_picture_with_too_many_pixels_or_bytes_is_refused() -> None:
    bomb = io.BytesIO()
    Image.new("1", (12000, 12000)).save(bomb, "PNG")
    for size in (bomb.tell(), 11 * 1024 * 1024):
        bomb.seek(0)
        with pytest.raises(PictureUnreadable):
            read_picture(bomb, size=size, square=True)


def test_logo_is_kept_whole_and_served_by_rule(own: Client, person: Person) -> None:
    assert own.post("/mein/profil/firma/logo/", {"picture": upload(jpeg((400, 100)))}).status_code == 302
    address = reverse("company_logo", args=[person.company.slug, "klein"])
    assert Image.open(io.BytesIO(own.get(address).content)).size == (192, 48)
    assert Client().get(address).status_code == 404
    own.post("/mein/profil/firma/logo/", {"remove": "on"})
    assert own.get(address).status_code == 404
