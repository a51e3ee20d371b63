"""A browser for the journeys: the system's Chromium, a live server on localhost, axe."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium_path() -> str | None:
    """Where the system's Chromium is; the variable CHROMIUM overrules."""
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = chromium_path()
    if path is None:
        reason = f"no Chromium found (looked for {', '.join(NAMES)}; set CHROMIUM to its path)"
        if os.environ.get("CI"):
            pytest.fail(f"{reason}; browser tests are mandatory in CI")
        pytest.skip(reason)
    browser = playwright.chromium.launch(
        executable_path=path, args=["--no-sandbox", "--disable-quic", "--disable-background-networking"]
    )
    yield browser
    browser.close()


@pytest.fixture
def live_url(live_server: LiveServer, settings: Settings) -> str:
    """The address of the live server on localhost: passkeys do not work on 127.0.0.1."""
    url = live_server.url.replace("127.0.0.1", "localhost")
    settings.BASE_URL = settings.WAGTAILADMIN_BASE_URL = url
    settings.CSRF_TRUSTED_ORIGINS = [url]
    return url


@pytest.fixture
def context(browser: Browser, live_url: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=live_url, locale="de-DE", timezone_id="Europe/Berlin")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab; a script error on a page fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error on {page.url}: {error}"))
    return page


@pytest.fixture
def axe() -> Callable[..., None]:
    """Call it with a page: fails with every WCAG 2.2 AA violation axe finds on it.

    `colours_only` looks at contrast and at links told apart by colour: all that another colour scheme can change.
    `inside` (a selector) leaves out what is not ours, as Wagtail's own menus.
    axe is put into a page once and tells violations only: the list of what is right is what takes the time.
    """
    tags = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    colours = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}

    def check(page: Page, *, colours_only: bool = False, inside: str = "") -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(Axe().axe_script)
        options = {"runOnly": colours if colours_only else tags, "resultTypes": ["violations"]}
        run = "([inside, options]) => axe.run(inside || document, options).then(({violations}) => ({violations}))"
        found = page.evaluate(run, [inside, options])
        results = AxeResults(found)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check


@pytest.fixture
def sign_in_browser(context: BrowserContext, live_url: str) -> Callable[..., None]:
    """Give the browser the session of an account: `sign_in_browser(user)`, with a second factor unless told not to."""
    from django.test import Client

    from tests import factories

    def sign_in(user: object, *, second_factor: bool = True) -> None:
        client = factories.sign_in(Client(), user, second_factor=second_factor)  # type: ignore[arg-type]
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_url}])

    return sign_in
