"""Where the website's own affairs appear in Wagtail: the dashboard."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from .viewsets.legal import MissingLegalFactsPanel


@hooks.register("construct_homepage_panels")
def show_missing_legal_facts(request: HttpRequest, panels: list[Any]) -> None:
    panels.insert(0, MissingLegalFactsPanel())
