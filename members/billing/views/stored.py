"""Kept files as they were made: one that is gone or was altered is not shown, but said so."""

import logging
from io import BytesIO

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render

from members.billing.models.stored import StoredFile
from members.billing.queries.stored import content_of

logger = logging.getLogger(__name__)


def kept_pdf(request: HttpRequest, stored: StoredFile, name: str) -> HttpResponseBase:
    """The caller has asked who may."""
    content = content_of(stored)
    if content is None:
        logger.error("file of %s %s is missing or altered", stored._meta.label, stored.pk)
        return render(request, "billing/damaged.html", status=500)
    response = FileResponse(BytesIO(content), filename=name)
    response["Content-Type"] = "application/pdf"
    response["X-Content-Type-Options"] = "nosniff"
    return response
