"""Pages of an account that allauth does not have: overview, invitation, the hint at the second factor."""

from allauth.account.utils import perform_login
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from members.actions.accounts import accept_invitation
from members.actions.refusal import MemberRefused
from members.forms.accounts import InvitationForm
from members.mails import INVITATION_DAYS, INVITATION_SALT
from members.models import User


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """`/konto/`: everything about one's own account in one place."""
    kinds = set(Authenticator.objects.filter(user=request.user.pk).values_list("type", flat=True))
    return render(request, "members/account.html", {"kinds": kinds})


@login_required
@require_safe
def second_factor_needed(request: HttpRequest) -> HttpResponse:
    """Why the back office asks for a second factor, and the two ways to set one up."""
    return render(request, "members/second_factor_needed.html")


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation: GET shows the page, POST opens the account and signs in.

    No CSRF token: the secret is the address itself, and with `no-referrer` a browser sends `Origin: null`, which
    Django's check refuses.
    """
    try:
        user_id, email = signing.loads(token, salt=INVITATION_SALT, max_age=INVITATION_DAYS * 24 * 3600)
    except signing.BadSignature:
        return render(request, "members/invitation_expired.html", {"days": INVITATION_DAYS}, status=410)
    user = get_object_or_404(User, pk=user_id)
    if user.email != email:  # the office has corrected the address: what went to the old one opens nothing
        return render(request, "members/invitation_expired.html", {"days": INVITATION_DAYS}, status=410)
    form = InvitationForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accept_invitation(user, password=form.cleaned_data["password"], now=timezone.now())
        except MemberRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            user.refresh_from_db()
            return perform_login(request, user, email_verification="none", redirect_url="/mein/profil/")
    response = render(request, "members/invitation.html", {"form": form, "invited": user})
    response["Referrer-Policy"] = "no-referrer"
    return response
