"""The editors' area in the association's colour."""

import colorsys

from django.http import HttpRequest, HttpResponse

from .models import Association

DARKEST, LIGHTEST = 0.12, 0.27  # Wagtail writes white on this colour and mixes lighter ones from it


def admin_stylesheet(request: HttpRequest) -> HttpResponse:
    """Wagtail's primary colour from the brand colour: its hue, dark enough for white letters."""
    colour = Association.load(request_or_site=request).brand_colour
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    lightness = min(max(lightness, DARKEST), LIGHTEST)
    css = (
        f":root{{--w-color-primary-hue:{hue * 360:.1f};--w-color-primary-saturation:{saturation * 100:.1f}%;"
        f"--w-color-primary-lightness:{lightness * 100:.1f}%}}\n"
    )
    return HttpResponse(css, content_type="text/css; charset=utf-8")
