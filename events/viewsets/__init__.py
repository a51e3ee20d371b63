"""Parts of the back office that Wagtail wants as classes."""

from .people import person_chooser

__all__ = ["person_chooser"]
