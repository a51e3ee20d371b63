"""Which pages a visitor may not open: what editors made private in Wagtail."""

from django.http import HttpRequest
from wagtail.models import PageViewRestriction


def closed_trees(request: HttpRequest) -> list[str]:
    """Paths of the page trees that were made private and whose condition this asker does not meet."""
    rules = PageViewRestriction.objects.select_related("page").prefetch_related("groups")
    return [rule.page.path for rule in rules if not rule.accept_request(request)]
