"""Writes, one function a use case."""

from .contact import ContactRefused, Message, send_contact_message
from .site import make_searchable, set_up_site

__all__ = ["ContactRefused", "Message", "make_searchable", "send_contact_message", "set_up_site"]
