"""`manage.py setup`: groups with their rights, the fixed pages; run after every migrate, changes nothing twice."""

from typing import Any

from django.core.management.base import BaseCommand

from home.actions import set_up_site


class Command(BaseCommand):
    help = "Creates what every site needs: groups with their rights and the fixed pages. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        set_up_site()
        self.stdout.write("ok")
