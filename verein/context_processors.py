"""What every public template may use without asking."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .models import Association


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "association": Association.load(request_or_site=request),
        "base_url": settings.BASE_URL,
        "sandbox": settings.SANDBOX,
    }
