"""The sizes in which public pages show pictures, made after publication instead of on somebody's first visit."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django_tasks import task
from wagtail.images.models import Filter, Picture, SourceImageIOError
from wagtail.images.shortcuts import get_renditions_or_not_found
from wagtail.models import Page, ReferenceIndex

from .models import SiteImage

WIDTHS = (480, 960)
QUICK = [f"format-webp|width-{width}" for width in WIDTHS]  # made while a visitor waits, where they are missing
SLOW = [f"format-avif|width-{width}" for width in WIDTHS]  # seconds each on a busy server: only ever made by the task
CARD = "fill-1200x630|format-jpeg"  # the picture that goes with a link
SPECS = [*SLOW, *QUICK]  # what a page shows; lists prefetch these


def sized(image: SiteImage, attrs: dict[str, Any]) -> Picture:
    """The `<picture>` of an image: WebP always, AVIF as soon as it is there."""
    ready = {found.spec for found in image.find_existing_renditions(*(Filter(spec=spec) for spec in SLOW))}
    specs = [spec for spec in SPECS if spec in ready or spec in QUICK]
    return Picture(get_renditions_or_not_found(image, specs), attrs)


def images_of(page: Page) -> list[SiteImage]:
    """Every picture a page names: in its fields, its gallery, its text."""
    with transaction.atomic():
        ReferenceIndex.create_or_update_for_object(page)  # Wagtail's own task for it may come later
    references = ReferenceIndex.get_references_for_object(page).filter(
        to_content_type=ContentType.objects.get_for_model(SiteImage)
    )
    return list(SiteImage.objects.filter(pk__in={int(reference.to_object_id) for reference in references}))


def make_sizes(image: SiteImage, *, slow: bool = True) -> None:
    """Make what is missing; a picture whose file is gone or broken has no sizes."""
    specs = [*QUICK, CARD, *(SLOW if slow else [])]
    for spec in specs:
        try:
            image.get_rendition(spec)
        except SourceImageIOError:
            return


@task()
def prepare_pictures(page_id: int) -> None:
    """Make all sizes of the pictures of a page that was published; a page that is gone needs none."""
    page = Page.objects.filter(pk=page_id).first()
    for image in images_of(page.specific) if page else []:
        make_sizes(image)
