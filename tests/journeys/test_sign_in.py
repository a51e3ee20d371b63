"""A person signs in with a passkey; the pages of sign-in and account satisfy axe."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page

from tests.factories import PASSWORD, MemberFactory, user_in_group

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES_OF_A_MEMBER = (
    "/konto/",
    "/konto/email/",
    "/konto/password/change/",
    "/konto/2fa/",
    "/konto/zweiter-faktor/",
    "/konto/sessions/",
    "/konto/logout/",
)
PAGES_OF_A_VISITOR = ("/konto/login/", "/konto/login/code/", "/konto/password/reset/", "/konto/signup/")


def virtual_authenticator(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_set_up_and_opens_the_back_office_alone(page: Page) -> None:
    user = user_in_group("Board")
    virtual_authenticator(page)
    page.goto("/konto/login/")
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("input[name=password] >> xpath=ancestor::form >> button[type=submit]")
    page.wait_for_url("**/mein/")
    page.goto("/konto/2fa/webauthn/add/")
    page.fill("main input[type=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/konto/2fa/webauthn/add/")
    page.fill("input[name=name]", "Laptop")
    if page.locator("input[name=passwordless]").count():
        page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "webauthn/add" not in url)
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1

    page.context.clear_cookies()
    page.goto("/konto/login/?next=/admin/")
    page.click("#passkey_login")
    page.wait_for_url("**/admin/")
    assert page.title()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_pages_of_sign_in_satisfy_axe(
    page: Page, axe: Callable[[Page], None], sign_in_browser: Callable[..., None], width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in PAGES_OF_A_VISITOR:
        page.goto(path)
        axe(page)
    sign_in_browser(MemberFactory().person.user)
    for path in PAGES_OF_A_MEMBER:
        page.goto(path)
        axe(page)
