"""`manage.py demo_data`: loads the invented association of the demo into an empty database."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from members.models import Person


class Command(BaseCommand):
    help = "Loads the invented association of the demo; the same seed on the same day makes the same one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, default=120, help="people, in half as many companies (120)")
        parser.add_argument("--events", type=int, default=20, help="meetings, three in five of them over (20)")
        parser.add_argument("--seed", type=int, default=2012)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SANDBOX:
            raise CommandError("The demo association belongs on a laptop: set VEREIN_MODE=sandbox.")
        if options["members"] < 8:
            raise CommandError("--members must be at least 8: board, editors and a member who may look around.")
        if Person.objects.exists():
            raise CommandError("There are people in this database already; demo data only goes into an empty one.")
        from home.demo.load import load_demo  # noqa: PLC0415 - imports the sandbox, which production refuses

        load_demo(members=options["members"], events=options["events"], seed=options["seed"], now=timezone.now())
        self.stdout.write(f"{options['members']} people, {options['events']} meetings.")
