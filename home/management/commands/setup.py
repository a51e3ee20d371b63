"""`manage.py setup`: groups with their rights, the fixed pages; run after every migrate, changes nothing twice."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from home.actions import set_up_site
from members.actions.accounts import reseal_second_factors
from members.billing.actions.resealing import reseal_accounts


class Command(BaseCommand):
    help = (
        "Creates what every site needs: groups with their rights and the fixed pages; seals secrets with the current "
        "SECRET_KEY. Safe to run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        set_up_site()
        reseal_second_factors(now=timezone.now())
        reseal_accounts()
        self.stdout.write("ok")
