"""The double as a process of its own: API and pages on the loopback address, and the pump that sends the webhooks."""

import http.client
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from . import outbox, pages
from .double import StripeDouble
from .errors import Json, Unreachable
from .world import run_due

HOST = "127.0.0.1"
LOCAL = {"127.0.0.1", "localhost"}
LARGEST = 1024 * 1024  # bytes of a request
PULSE = 0.3  # seconds between two looks at what is due
STYLES = Path(__file__).with_name("double.css")


class Handler(BaseHTTPRequestHandler):
    """One request; the server it belongs to carries the double."""

    server: "Server"
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self._answer("POST")

    def do_DELETE(self) -> None:
        self._answer("DELETE")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Says nothing: the demo's screen is for people."""

    def _answer(self, method: str) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LARGEST)).decode()
        # Names other than our own are somebody else's page that points its name at this machine.
        if urlsplit(f"//{self.headers.get('Host', '')}").hostname not in LOCAL:
            self._send(421, b"", "text/plain")
        elif self.path.startswith("/v1/"):
            self._call(method, body)
        elif self.path == "/double.css":
            self._send(200, STYLES.read_bytes(), "text/css; charset=utf-8")
        else:
            self._page(method, body)

    def _call(self, method: str, body: str) -> None:
        try:
            answer = self.server.double.handle(method, self.path, dict(self.headers.items()), body)
        except Unreachable:
            self.close_connection = True  # the line goes dead, as in a time-out, only sooner
            return
        self._send(answer.status, json.dumps(answer.body).encode(), "application/json", answer.headers)

    def _page(self, method: str, body: str) -> None:
        origin = self.headers.get("Origin")
        if method == "POST" and origin and urlsplit(origin).netloc != self.headers.get("Host"):
            self._send(403, b"", "text/plain")  # another site's form
            return
        parts = urlsplit(self.path)
        request = pages.Request(
            method,
            parts.path,
            dict(parse_qsl(parts.query)),
            dict(parse_qsl(body)),
            self.headers.get("Accept-Language", ""),
        )
        reply = pages.answer(self.server.double, request)
        targets = " ".join(["'self'", *reply.form_targets])
        policy = f"default-src 'none'; style-src 'self'; form-action {targets}; base-uri 'none'; frame-ancestors 'none'"
        headers = {"Content-Security-Policy": policy, "Referrer-Policy": "same-origin", "Cache-Control": "no-store"}
        if reply.location:
            headers["Location"] = reply.location
        self._send(reply.status, reply.html.encode(), "text/html; charset=utf-8", headers)

    def _send(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """Listens on the loopback address only; with `state` it remembers everything from one start to the next."""

    daemon_threads = True

    def __init__(self, port: int, *, state: Path | None = None) -> None:
        super().__init__((HOST, port), Handler)
        self.double = StripeDouble(base_url=f"http://{HOST}:{self.server_address[1]}")
        self.state = state
        self.ending = threading.Event()
        self.kept = ""
        if state and state.exists():
            self.double.world.load(json.loads(state.read_text()))

    def watch(self) -> None:
        """Sends webhooks and keeps the state until the server is closed."""
        while not self.ending.wait(PULSE):
            pump(self.double, send)
            self.keep()

    def keep(self) -> None:
        if self.state is None:
            return
        with self.double.lock:
            dumped = json.dumps(self.double.world.dump())
        if dumped != self.kept:
            part = self.state.with_suffix(".part")
            part.touch(mode=0o600)
            part.write_text(dumped)
            part.replace(self.state)
            self.kept = dumped

    def run(self) -> None:
        """Serves until it is shut down from another thread or interrupted."""
        pulse = threading.Thread(target=self.watch, daemon=True)
        pulse.start()
        try:
            self.serve_forever(poll_interval=0.2)
        finally:
            self.ending.set()
            pulse.join()
            self.keep()
            self.server_close()


def pump(double: StripeDouble, deliver: outbox.Send) -> None:
    """Sends what is due; the double stays free meanwhile, since the receiver may ask it something."""
    with double.lock:
        run_due(double.world)
        waiting = [(each, outbox.outgoing(double.world, each)) for each in outbox.due(double.world)]
    for delivery, message in waiting:
        status = deliver(*message) if message else 410
        with double.lock:
            outbox.settle(double.world, delivery, status)


def send(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The receiver's HTTP status, 0 without an answer; only this machine is ever called."""
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname not in LOCAL:
        return 0
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=10)
    try:
        connection.request("POST", parts.path or "/", body, headers)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def endpoint_of(double: StripeDouble, url: str) -> Json | None:
    return next(double.world.all("webhook_endpoint", url=url), None)
