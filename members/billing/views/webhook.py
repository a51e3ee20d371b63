"""`/stripe/webhook/`: Stripe tells that something happened. Kept and answered at once; a worker looks into it."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from members.billing import gateway
from members.billing.actions.online import receive_event

LARGEST = 512 * 1024  # bytes; Stripe's events have some kilobytes


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return HttpResponse(status=413)
    body = request.body
    if not gateway.verified(body, request.headers.get("Stripe-Signature", "")):
        return HttpResponseBadRequest("signature")
    try:
        receive_event(body.decode(), now=timezone.now())
    except ValueError:
        return HttpResponseBadRequest("event")
    return HttpResponse("ok")
