"""The news feed (RSS) of the coming events."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from events.models import Event
from events.queries.calendar import coming
from verein.models import Association
from verein.templatetags.verein import clock, day_long


class EventFeed(Feed[Event, None]):
    feed_type = Rss201rev2Feed
    link = f"{settings.BASE_URL}/termine/"
    feed_url = f"{settings.BASE_URL}/termine/feed.xml"
    item_guid_is_permalink = False

    def title(self) -> str:
        return _("Events: %(name)s") % {"name": Association.load().name}

    def description(self) -> str:
        return _("The coming events")

    def items(self) -> list[Event]:
        return list(coming(timezone.now())[:50])

    def item_title(self, item: Event) -> str:
        title = f"{day_long(item.page.starts_at)}, {clock(item.page.starts_at)}: {item.page.title}"
        return title if item.state == Event.State.PLANNED else f"{item.get_state_display()}: {title}"

    def item_description(self, item: Event) -> str:
        return "\n".join(part for part in (item.state_note, item.page.summary, item.page.place) if part)

    def item_link(self, item: Event) -> str:
        return settings.BASE_URL + item.page.address

    def item_guid(self, item: Event) -> str:
        return item.uid

    def item_pubdate(self, item: Event) -> datetime:
        return item.page.first_published_at or item.changed_at

    def item_updateddate(self, item: Event) -> datetime:
        return item.changed_at
