"""How sign-in behaves here: no open sign-up, mails in our frame, one address for all, no access after leaving."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from verein.models import Association
from verein.sealed import seal, unseal

from .actions.accounts import follow_new_address
from .models import User
from .queries.standing import has_left, left_by


class SignInBackend(AuthenticationBackend):
    """The only backend: asked at every request, so that access ends at midnight with the membership, in one query."""

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(~left_by(timezone.localdate()), pk=user_id, is_active=True).first()

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        return isinstance(user, User) and user.is_active


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from the board, an import or an invitation."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        """Whoever has proved to be a former member is told that the access has ended."""
        if has_left(user, timezone.localdate()):
            clear_login(request)
            return render(request, "members/access_ended.html", status=403)
        response: HttpResponse | None = super().pre_login(request, user, **options)
        return response

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> EmailMultiAlternatives:
        """allauth's text in the frame all our mails have: the text stays, an HTML part is added around it."""
        association = Association.load()
        context = {**context, "association": association}
        plain = super().render_mail(template_prefix, email, context, headers)
        message = EmailMultiAlternatives(
            plain.subject,
            plain.body,
            self.get_from_email(),
            [email],
            headers=headers,
            reply_to=[association.email] if association.email else None,
        )
        html = render_to_string("account/email/frame.html", {**context, "subject": plain.subject, "text": plain.body})
        message.attach_alternative(html, "text/html")
        return message

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """A confirmed new address becomes that of account and person, unless another account has it."""
        if User.objects.filter(email__iexact=email_address.email).exclude(pk=email_address.user_id).exists():
            template = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, template, {"email": email_address.email})
            return False
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            user = User.objects.get(pk=email_address.user_id)
            follow_new_address(user, email=email_address.email, now=timezone.now())
        return confirmed


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of codes and recovery codes are stored sealed."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)
