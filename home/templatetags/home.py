"""The live parts of the public pages."""

from typing import Any

from django import template
from django.core.paginator import Paginator
from django.utils import timezone

from home.models import BoardPage, NewsIndexPage
from home.queries import pages as queries
from members.access import request_viewer
from members.board.queries import shows_past
from members.queries import Viewer
from members.queries.published import PublishedText, published_texts

register = template.Library()
NEWS_PER_PAGE = 12


@register.simple_tag
def home_view() -> queries.HomeView:
    """The next meeting, what follows, the last recap, who is new."""
    now = timezone.now()
    return queries.home_view(now, timezone.localdate(now))


@register.simple_tag(takes_context=True)
def board_rows(context: template.Context, page: BoardPage) -> list[queries.BoardRow]:
    """Who does what, with what each person shows to whoever asks."""
    return queries.board_rows(page, _viewer(context), timezone.localdate())


@register.simple_tag(takes_context=True)
def our_texts(context: template.Context) -> list[PublishedText]:
    """Statutes and principles, as far as whoever asks may read them."""
    return published_texts(_viewer(context), timezone.localdate())


def _viewer(context: template.Context) -> Viewer:
    """In a preview there is nobody."""
    request = context.get("request")
    return request_viewer(request) if request is not None and hasattr(request, "user") else Viewer()


@register.simple_tag(takes_context=True)
def has_past_boards(context: template.Context) -> bool:
    """Whether whoever asks may see who held office before."""
    request = context.get("request")
    return shows_past(request_viewer(request) if request is not None and hasattr(request, "user") else Viewer())


@register.simple_tag(takes_context=True)
def news_list(context: template.Context, index: NewsIndexPage) -> Any:
    """One page of the news, by `?seite=`."""
    return Paginator(queries.news(index), NEWS_PER_PAGE).get_page(context["request"].GET.get("seite"))
