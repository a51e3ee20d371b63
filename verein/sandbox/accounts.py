"""The accounts of the demo: who they are, the one password, the secrets of their second factors."""

from typing import NamedTuple

PASSWORD = "emsbogen-demo"  # noqa: S105 - printed on the screen by the demo, refused in production


class DemoAccount(NamedTuple):
    role: str  # English; shown translated
    email: str
    groups: tuple[str, ...]
    totp_secret: str  # base32; a member without rights has none


DEMO_ACCOUNTS = (
    DemoAccount("chair", "vorsitz@emsbogen.example", ("Board",), "JBSWY3DPEHPK3PXPVORSITZ2"),
    DemoAccount("treasurer", "kasse@emsbogen.example", ("Treasurer",), "JBSWY3DPEHPK3PXPKASSE222"),
    DemoAccount("event editor", "termine@emsbogen.example", ("Event editors", "Editors"), "JBSWY3DPEHPK3PXPTERMINE2"),
    DemoAccount("member", "mitglied@emsbogen.example", (), ""),
)
