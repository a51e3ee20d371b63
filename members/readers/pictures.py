"""Pictures people upload: checked, turned upright, without metadata, as WebP in two sizes."""

import io
import warnings
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000  # a phone's best camera; opened it takes 150 MB for a moment
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
LARGE, SMALL = 960, 192


class PictureUnreadable(Exception):  # noqa: N818 - the message is for whoever sent the picture
    """Not a picture we take; the message says why."""


@dataclass(frozen=True)
class Picture:
    """WebP files: at most 960 px, and 192 px."""

    large: bytes
    small: bytes


def read_picture(file: IO[bytes], *, size: int, square: bool) -> Picture:
    """The two sizes of an upload of `size` bytes; `square` crops the small one (faces), otherwise all of it shows."""
    if size > MAX_BYTES:
        raise PictureUnreadable(_("The picture is larger than 10 MB. Please send a smaller one."))
    try:
        image = _open(file)
        box = (SMALL, SMALL)
        small = ImageOps.fit(image, box) if square else ImageOps.contain(image, box)
        return Picture(large=_webp(_shrunk(image)), small=_webp(small))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise PictureUnreadable(
            _("This file is not a picture we can read. Please send a JPEG, PNG, WebP or AVIF.")
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error


def _open(file: IO[bytes]) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image = Image.open(file, formats=FORMATS)
        if image.width * image.height > MAX_PIXELS:
            raise _too_many_pixels()
        image.load()
    upright = ImageOps.exif_transpose(image)
    return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


def _shrunk(image: Image.Image) -> Image.Image:
    copy = image.copy()
    copy.thumbnail((LARGE, LARGE))
    return copy


def _webp(image: Image.Image) -> bytes:
    """Written from the bare pixels: no EXIF, no place, no camera."""
    out = io.BytesIO()
    image.save(out, "WEBP", quality=82, method=4, exif=b"", icc_profile=b"")
    return out.getvalue()


def _too_many_pixels() -> PictureUnreadable:
    return PictureUnreadable(_("The picture has more than 50 million pixels. Please send a smaller one."))
