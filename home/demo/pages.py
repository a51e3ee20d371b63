"""Writes the pages of the demo association: settings, home, about, board, news, pictures."""

import io
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from wagtail.models import Page

from home.models import BoardPage, HomePage, NewsIndexPage, NewsPage, TextPage
from verein.models import Association, SiteImage
from verein.pictures import make_sizes

from . import pictures

DATA: dict[str, Any] = tomllib.loads((Path(__file__).parent / "site.toml").read_text())


def make_pictures() -> dict[str, SiteImage]:
    """The drawn scenes as images of the site, by name, in the sizes a first visitor would wait for."""
    images = {
        name: SiteImage.objects.create(
            title=title,
            description=alt,
            credit="gezeichnet für die Demo",
            file=ImageFile(io.BytesIO(pictures.scene(name)), name=f"demo-{name}.png"),
        )
        for name, (title, alt, _draw) in pictures.SCENES.items()
    }
    for image in images.values():
        make_sizes(image, slow=False)
    return images


def make_association() -> None:
    """Who represents it follows from the offices."""
    association = Association.load()
    for name, value in DATA["association"].items():
        setattr(association, name, value)
    association.save()


def make_pages(images: dict[str, SiteImage], today: date) -> None:
    home = HomePage.objects.get()
    texts = DATA["home"]
    for name in ("eyebrow", "headline", "lead", "join_heading", "join_text"):
        setattr(home, name, texts[name])
    home.body = [_principles(texts)]
    _publish(home)

    about = DATA["about"]
    page = TextPage.objects.child_of(home).get(slug=about["slug"])
    page.lead, page.body = about["lead"], [("text", about["text"]), _principles(about)]
    _publish(page)

    board_page = BoardPage.objects.get()
    board_page.lead = DATA["board"]["lead"]
    _publish(board_page)
    _make_news(images, today)


def _make_news(images: dict[str, SiteImage], today: date) -> None:
    index = NewsIndexPage.objects.get()
    for row, image in zip(DATA["news"], ("table", "breakfast", "workshop", None), strict=True):
        page = NewsPage(
            title=row["title"],
            summary=row["summary"],
            image=images[image] if image else None,
            published_on=today - timedelta(days=row["days_ago"]),
            body=[("text", row["text"])],
        )
        index.add_child(instance=page)
        _publish(page)


def _principles(texts: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return (
        "principles",
        {
            "heading": texts["principles_heading"],
            "items": [{"title": title, "text": text} for title, text in texts["principles"]],
        },
    )


def _publish(page: Page) -> None:
    page.save_revision().publish()
