"""The office's tool for guests: what is kept under an e-mail address is found, given out, erased.

The address comes by POST alone: it stands in no address line and in no log of the server.
"""

from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from members.actions.guest_data import erase_guest_data, give_out_guest_data
from members.actions.refusal import MemberRefused
from members.forms.erasure import EraseForm, GuestForm
from members.queries.guest_data import people_at
from verein import privacy
from verein.privacy.archive import archive

from .data_office import PERMISSION
from .office import OfficeRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(PERMISSION, raise_exception=True)
def guest_data(request: OfficeRequest) -> HttpResponse:
    """Find; with `action` "download" give out, with "erase" erase what was found."""
    form, sure = GuestForm(request.POST or None), EraseForm()
    context = {"form": form, "sure": sure, "page_title": _("Guests")}
    if request.method == "POST" and form.is_valid():
        email, action = form.cleaned_data["email"], request.POST.get("action", "")
        if action == "erase":
            context["sure"] = sure = EraseForm(request.POST)
        try:
            if action == "download":
                return _file(request, email)
            if action == "erase" and sure.is_valid():
                return _erase(request, email)
        except MemberRefused as refused:
            messages.error(request, str(refused))
        context |= {"email": email, "people": people_at(email), "sections": privacy.export_guest(email)}
        context["outcomes"] = privacy.erase_guest(email, now=timezone.now(), preview=True)
    return render(request, "members/office/guest_data.html", context)


def _file(request: OfficeRequest, email: str) -> HttpResponse:
    now = timezone.now()
    sections = give_out_guest_data(email, actor=request.user, now=now)
    response = HttpResponse(archive(sections, log=[], made_at=now), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="auskunft.zip"'
    return response


def _erase(request: OfficeRequest, email: str) -> HttpResponse:
    outcomes = erase_guest_data(email, actor=request.user, now=timezone.now())
    if outcomes:
        messages.success(request, _("Erased. A last mail tells what was erased."))
    else:
        messages.success(request, _("Nothing was kept under this address."))
    return redirect("office_guest_data")
