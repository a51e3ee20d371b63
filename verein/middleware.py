"""Headers every answer carries, and the page everybody gets during maintenance."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import get_template

PRIVATE = "private, no-store"
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
# Wagtail's own pages bring inline scripts and styles: the editors' area has a policy of its own, still without third
# parties. `blob:` is the image chooser's preview.
ADMIN_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; frame-src 'self'; frame-ancestors 'self'; "
    "form-action 'self'; base-uri 'self'; object-src 'none'"
)
MAINTENANCE_RETRY = 600  # seconds after which programs may ask again


class ResponseHeadersMiddleware:
    """Stands outside of sessions and sign-in, so that it sees what they did to the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_personal(request, response) and "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = PRIVATE
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if request.path_info.startswith("/admin/"):
            response.setdefault("Content-Security-Policy", ADMIN_POLICY)
        return response


def maintenance(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """With MAINTENANCE=1 every page answers 503; static files are served before it gets here.

    Asks neither database nor session: they may be what is being worked on. /healthz and /readyz say 200, or a proxy
    that asks them would show its own error instead of our page.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not settings.MAINTENANCE or request.path_info == "/healthz":
            return get_response(request)
        if request.path_info == "/readyz":
            return HttpResponse("maintenance", content_type="text/plain", headers={"Cache-Control": "no-store"})
        headers = {"Retry-After": str(MAINTENANCE_RETRY), "Cache-Control": "no-store"}
        return HttpResponse(get_template("maintenance.html").render(), status=503, headers=headers)

    return middleware


def is_personal(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether an answer may be made for one person: a session or a form's token was there, or is now.

    Files that a view itself calls public without having looked at the session (pictures of pages) are not.
    """
    looked = getattr(request, "session", None) is not None and request.session.accessed
    if "public" in response.get("Cache-Control", "") and not looked and not response.cookies:
        return False
    known = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} & set(request.COOKIES)
    return bool(known or response.cookies or "CSRF_COOKIE" in request.META)
