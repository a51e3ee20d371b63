"""`manage.py reset_second_factor EMAIL`: for somebody who lost phone, passkey and recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from members.actions.accounts import reset_second_factor
from members.models import User


class Command(BaseCommand):
    help = "Removes the second factor of one account and mails its owner. Make sure who is asking before you run it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"There is no account with the address {options['email']}.")
        if not options["yes"] and input(f"Remove the second factor of {user} <{user.email}>? [y/N] ").lower() != "y":
            raise CommandError("Nothing was changed.")
        removed = reset_second_factor(user, actor=None, now=timezone.now())
        self.stdout.write(f"{removed} removed; {user.email} has been told.")
