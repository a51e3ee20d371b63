"""Contact cards (vCard 3.0, which phones and Outlook read alike) with what the asker may see."""

import io
from typing import Any

import vobject
from PIL import Image

from members.queries import VisibleProfile


def vcard(profile: VisibleProfile, *, base_url: str, photo: bytes = b"") -> bytes:
    """The card of `profile`; `photo` in any format Pillow reads, put in as a JPEG of at most 400 px."""
    card = _core(profile)
    card.add("uid").value = f"{base_url}{profile.url}"
    if profile.pitch:
        card.add("note").value = profile.pitch
    if profile.city:
        address = card.add("adr")
        address.value, address.type_param = vobject.vcard.Address(city=profile.city), "WORK"
    if photo:
        picture = card.add("photo")
        picture.encoding_param, picture.type_param, picture.value = "b", "JPEG", _jpeg(photo)
    return str(card.serialize()).encode()


def short_vcard(profile: VisibleProfile) -> str:
    """Name, company, numbers and addresses alone: little enough for a QR code that phones read easily."""
    return str(_core(profile).serialize())


def _core(profile: VisibleProfile) -> Any:
    card = vobject.vCard()
    name = vobject.vcard.Name(family=profile.last_name, given=profile.first_name, prefix=profile.title)
    card.add("n").value = name
    card.add("fn").value = profile.name
    if profile.company:
        card.add("org").value = [profile.company]
    for field, value in (("title", profile.position), ("url", profile.website)):
        if value:
            card.add(field).value = value
    for value, kind in ((profile.email, "INTERNET"), (profile.phone, "WORK"), (profile.mobile, "CELL")):
        if value:
            entry = card.add("email" if kind == "INTERNET" else "tel")
            entry.value, entry.type_param = value, kind
    return card


def _jpeg(photo: bytes) -> bytes:
    image = Image.open(io.BytesIO(photo)).convert("RGB")
    image.thumbnail((400, 400))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()
