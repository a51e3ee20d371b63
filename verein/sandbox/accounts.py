"""The accounts of the demo: who they are, the one password, the secrets of their second factors."""

from typing import NamedTuple

from django.utils.translation import gettext, gettext_noop

PASSWORD = "emsbogen-demo"  # noqa: S105 - printed on the screen by the demo, refused in production


class DemoAccount(NamedTuple):
    role: str  # English; shown translated
    email: str
    groups: tuple[str, ...]
    totp_secret: str  # base32; a member without rights has none

    @property
    def label(self) -> str:
        return gettext(self.role)


DEMO_ACCOUNTS = (
    DemoAccount(gettext_noop("chair"), "vorsitz@emsbogen.example", ("Board",), "JBSWY3DPEHPK3PXPVORSITZ2"),
    DemoAccount(gettext_noop("treasurer"), "kasse@emsbogen.example", ("Treasurer",), "JBSWY3DPEHPK3PXPKASSE222"),
    DemoAccount(
        gettext_noop("event editor"),
        "termine@emsbogen.example",
        ("Event editors", "Editors"),
        "JBSWY3DPEHPK3PXPTERMINE2",
    ),
    DemoAccount(gettext_noop("member"), "mitglied@emsbogen.example", (), ""),
)
