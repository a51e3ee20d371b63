"""The double as a process: pages in two languages, webhooks to this machine, and what it refuses."""

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import stripe
from django.core.management import call_command
from django.core.management.base import CommandError
from playwright.sync_api import Browser, expect

from verein.sandbox.stripe import pages
from verein.sandbox.stripe.double import StripeDouble
from verein.sandbox.stripe.server import Server, send

from .steps import CHALLENGED, DECLINED, new_session


def ask(double: StripeDouble, path: str, form: dict[str, str] | None = None, **query: str) -> pages.Reply:
    return pages.answer(double, pages.Request("POST" if form else "GET", path, query, form or {}))


@pytest.fixture
def session(client: stripe.StripeClient) -> str:
    return new_session(client).id


def test_pay_page_speaks_both_languages(double: StripeDouble, session: str) -> None:
    page = ask(double, f"/c/pay/{session}")
    assert "60,00\u00a0€" in page.html
    assert "Kartennummer" in page.html
    assert page.form_targets == ("http://localhost",)
    assert "Card number" in ask(double, f"/c/pay/{session}", lang="en").html
    assert "IBAN" in ask(double, f"/c/pay/{session}", way="sepa_debit").html


def test_paying_leads_back_and_the_page_is_closed(double: StripeDouble, session: str) -> None:
    form = {"name": "Frauke Beispiel", "email": "frauke@beispiel.example", "number": "4242 4242 4242 4242"}
    reply = ask(double, f"/c/pay/{session}", form)
    assert (reply.status, reply.location) == (303, f"http://localhost/zurueck/?s={session}")
    assert "schon erledigt" in ask(double, f"/c/pay/{session}").html


def test_declined_card_says_why_and_keeps_what_was_typed(double: StripeDouble, session: str) -> None:
    form = {"name": "Frauke Beispiel", "email": "frauke@beispiel.example", "number": DECLINED}
    page = ask(double, f"/c/pay/{session}", form)
    assert page.status == 402
    assert "abgelehnt" in page.html
    assert "Frauke Beispiel" in page.html


def test_bank_that_does_not_confirm_leads_back_to_the_pay_page(double: StripeDouble, session: str) -> None:
    challenge = ask(double, f"/c/pay/{session}", {"name": "F", "email": "f@x.example", "instead": CHALLENGED})
    path = challenge.location.partition("?")[0]
    assert path.startswith("/3ds/")
    page = ask(double, path, {"answer": "no"})
    assert "nicht bestätigt" in page.html
    assert double.world.get("checkout.session", session)["status"] == "open"


def test_control_door_turns_the_clock_and_takes_payments_back(double: StripeDouble, session: str) -> None:
    double.checkout_submit(session, "sepa_debit", iban="DE89370400440532013000")
    ask(double, "/", {"do": "advance", "value": "5"})
    (charge,) = double.world.all("charge")
    assert charge["status"] == "succeeded"
    assert charge["id"] in ask(double, "/").html
    ask(double, "/", {"do": "dispute", "value": charge["id"]})
    assert double.received(charge["payment_intent"]) == 0


def test_unknown_pages_say_so(double: StripeDouble) -> None:
    assert ask(double, "/c/pay/cs_nobody").status == 404
    assert ask(double, "/wp-admin/").status == 404


class Hook(BaseHTTPRequestHandler):
    """Notes what it is told."""

    got: list[dict[str, Any]] = []

    def do_POST(self) -> None:
        self.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(0, state=tmp_path / "stripe.json")
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server
    server.shutdown()
    thread.join()


@pytest.fixture
def remote(server: Server) -> Iterator[stripe.StripeClient]:
    http_client = stripe.RequestsClient(timeout=5)
    yield stripe.StripeClient(
        "sk_test_x", base_addresses={"api": server.double.world.base_url}, http_client=http_client
    )
    http_client.close()


def wait_until(check: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not check():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_server_answers_tells_and_remembers(server: Server, remote: stripe.StripeClient) -> None:
    with HTTPServer(("127.0.0.1", 0), Hook) as hook:
        thread = threading.Thread(target=hook.serve_forever)
        thread.start()
        server.double.add_endpoint(f"http://127.0.0.1:{hook.server_port}/", "whsec_a")
        customer = remote.v1.customers.create({"email": "frauke@beispiel.example"})
        wait_until(lambda: bool(Hook.got))
        hook.shutdown()
        thread.join()
    assert Hook.got[0]["data"]["object"]["id"] == customer.id
    server.keep()
    assert server.state
    again = StripeDouble()
    again.world.load(json.loads(server.state.read_text()))
    assert again.world.get("customer", customer.id)
    assert server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Host": "evil.example"}, 421), ({"Origin": "https://evil.example"}, 403), ({}, 303)],
)
def test_server_refuses_other_sites(server: Server, headers: dict[str, str], status: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1])
    connection.request("POST", "/", "do=advance&value=1", headers)
    assert connection.getresponse().status == status
    connection.close()


def test_webhooks_stay_on_this_machine() -> None:
    assert send("https://www.example.org/stripe/webhook/", b"", {}) == 0
    assert send("http://127.0.0.1:1/", b"", {}) == 0


def test_command_refuses_production_and_a_taken_port(server: Server, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    with pytest.raises(CommandError, match="taken"):
        call_command("stripe_double", port=server.server_address[1])
    with pytest.raises(CommandError, match="--secret"):
        call_command("stripe_double", port=0, webhook="http://localhost/stripe/webhook/")
    settings.SANDBOX = False
    with pytest.raises(CommandError, match="production"):
        call_command("stripe_double")


@pytest.mark.browser
def test_browser_pays_with_3d_secure(
    browser: Browser, server: Server, remote: stripe.StripeClient, axe: Callable[..., None]
) -> None:
    """Axe looks at each page on a phone, in the dark at the end."""
    context = browser.new_context(locale="de-DE", viewport={"width": 375, "height": 700})
    context.set_default_timeout(10_000)
    page = context.new_page()
    home = server.double.world.base_url
    session = new_session(remote, success_url=f"{home}/?s={{CHECKOUT_SESSION_ID}}", cancel_url=f"{home}/")
    page.goto(str(session.url))
    axe(page)
    page.get_by_label("E-Mail-Adresse").fill("frauke@beispiel.example")
    page.get_by_label("Name auf der Karte").fill("Frauke Beispiel")
    page.get_by_role("button", name="3-D Secure").click()
    axe(page)
    page.get_by_role("button", name="Ja, ich bin es").click()
    page.wait_for_url(f"{home}/?s={session.id}")
    expect(page.get_by_role("cell", name="succeeded")).to_be_visible()
    page.emulate_media(color_scheme="dark")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert remote.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    context.close()
