"""Pages of the office: a form that is checked, or a button; one action, and what was done."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from wagtail.admin import messages


def answer(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    act: Callable[..., object],
    refused: type[Exception],
    back: str,
    title: str,
    done: str = "",
    template: str = "verein/office/form.html",
    **context: Any,
) -> HttpResponse:
    """Call `act` with the data of a good form, say `done` (or what `act` answers), go `back`; else the form as typed.

    `refused` is the app's exception: its message stands at the form. `subtitle`, `note`, `icon`, `submit` (the button's
    words), `danger` are optional; `template` extends the usual one.
    """
    if request.method == "POST" and form.is_valid():
        try:
            answered = act(**form.cleaned_data)
        except refused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, done or str(answered))
            return redirect(back)
    context = {"icon": "user", "form": form, "title": title, "back": back, **context}
    return render(request, template, context)


def told(request: HttpRequest, act: Callable[[], object], done: str = "", *, refused: type[Exception]) -> bool:
    """Act, and say `done` (or what `act` answers); False where the app's exception says why nothing was done."""
    try:
        answered = act()
    except refused as reason:
        messages.error(request, str(reason))
        return False
    messages.success(request, done or str(answered))
    return True
