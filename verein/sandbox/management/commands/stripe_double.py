"""`manage.py stripe_double`: the stand-in for Stripe as a process on this machine."""

import contextlib
import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from verein.sandbox.stripe.server import HOST, Server, endpoint_of

PORT = 8450
FAILURE_FEE = 350  # cents


class Command(BaseCommand):
    help = "Starts the stand-in for Stripe: API, pay pages and webhooks, on this machine only. Ctrl+C ends it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=PORT, help=f"port of the stand-in ({PORT})")
        parser.add_argument("--webhook", default="", help="address that is told of events")
        parser.add_argument("--secret", default="", help="secret that signs what it is told (whsec_…)")
        parser.add_argument("--failure-fee", type=int, default=FAILURE_FEE, help="cents taken for a debit that fails")
        parser.add_argument("--forget", action="store_true", help="start with an empty account")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SANDBOX:
            raise CommandError("This is a production server: the stand-in for Stripe does not run here.")
        if options["webhook"] and not options["secret"].startswith("whsec_"):
            raise CommandError("--webhook needs a --secret that begins with whsec_.")
        state = settings.VAR_DIR / "stripe-double.json"
        if options["forget"]:
            state.unlink(missing_ok=True)
        try:
            server = Server(options["port"], state=state)
        except OSError as error:
            raise CommandError(f"Port {options['port']} is taken: choose another one with --port.") from error
        server.double.world.failure_fee = options["failure_fee"]
        if options["webhook"] and endpoint_of(server.double, options["webhook"]) is None:
            server.double.add_endpoint(options["webhook"], options["secret"])
        self.stdout.write(f"The stand-in for Stripe runs:  http://{HOST}:{options['port']}/")
        signal.signal(signal.SIGTERM, _interrupt)
        with contextlib.suppress(KeyboardInterrupt):
            server.run()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
