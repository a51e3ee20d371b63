"""Copying an event as a new one: `/admin/termine/<page>/kopieren/`."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from events.actions.copying import copy_event
from events.models import EventPage
from events.panels.copying import CopyEventForm


def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A form with the new start; then the draft, or the list of drafts of a series."""
    page = get_object_or_404(EventPage, pk=pk)
    if (
        not request.user.has_perm("events.change_registration")
        or not page.get_parent().permissions_for_user(request.user).can_add_subpage()
    ):
        raise PermissionDenied
    assert request.user.is_authenticated
    now = timezone.now()
    form = CopyEventForm(request.POST or None, page=page, now=now)
    if not form.is_valid():
        context = {"form": form, "page": page, "cancel_url": reverse("wagtailadmin_pages:edit", args=[page.pk])}
        return render(request, "events/admin/copy.html", context)
    copies = copy_event(page=page, starts=form.starts(), title=form.cleaned_data["title"], by=request.user, now=now)
    text = ngettext(
        "The new date is a draft now: check it, then publish it.",
        "%(count)s new dates are drafts now: check them, then publish each.",
        len(copies),
    )
    messages.success(request, text % {"count": len(copies)})
    return redirect("wagtailadmin_pages:edit", copies[0].pk) if len(copies) == 1 else redirect("event_desks")
