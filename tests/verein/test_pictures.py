"""Sizes of pictures: which ones pages ask for, and that a task makes them after publication."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import default_task_backend
from wagtail.images.tests.utils import get_test_image_file

from events.models import EventImage
from home.models import NewsIndexPage, NewsPage
from tests.factories import make_event
from verein.models import SiteImage
from verein.pictures import CARD, QUICK, SPECS, prepare_pictures

pytestmark = pytest.mark.django_db


def picture(title: str = "Stehtisch") -> SiteImage:
    return SiteImage.objects.create(
        title=title, description=f"Bild: {title}", file=get_test_image_file(size=(1200, 800)), credit="Jule Beck"
    )


def specs_of(image: SiteImage) -> set[str]:
    return set(image.renditions.values_list("filter_spec", flat=True))


def shown(image: SiteImage, **context: Any) -> str:
    return render_to_string("components/picture.html", {"image": image, "sizes": "100vw", **context})


def queued() -> list[Any]:
    return [result.args[0] for result in default_task_backend.results if result.task == prepare_pictures]


def test_first_visit_makes_webp_and_does_not_wait_for_avif() -> None:
    image = picture()
    html = shown(image, caption="In der Pause")
    assert specs_of(image) == set(QUICK)
    assert "image/avif" not in html
    for words in ('alt="Bild: Stehtisch"', 'width="480"', 'height="320"', "In der Pause · Jule Beck", 'loading="lazy"'):
        assert words in html
    assert 'loading="lazy"' not in shown(image, eager=True)


def test_publishing_a_page_queues_its_pictures_and_the_task_makes_every_size() -> None:
    own, gallery, inside, other = (picture(name) for name in ("Eigenes", "Galerie", "Text", "Fremd"))
    event = make_event(image=own)
    EventImage.objects.create(page=event.page, image=gallery)
    news = NewsPage(
        title="Neues", published_on=timezone.localdate(), body=[("picture", {"image": inside, "caption": ""})]
    )
    NewsIndexPage.objects.get().add_child(instance=news)
    default_task_backend.clear()
    for page in (event.page, news):
        page.save_revision().publish()
    assert queued() == [event.page.pk, news.pk]
    for page_id in queued():
        prepare_pictures.call(page_id)
    for image in (own, gallery, inside):
        assert specs_of(image) == {*SPECS, CARD}
        assert "image/avif" in shown(image)
    assert specs_of(other) == set()


def test_picture_whose_file_is_gone_breaks_neither_page_nor_task() -> None:
    image = picture()
    event = make_event(image=image)
    default_storage.delete(image.file.name)
    assert "not-found" in shown(image)
    prepare_pictures.call(event.page.pk)
    prepare_pictures.call(2**31 - 1)
    assert specs_of(image) == set()
