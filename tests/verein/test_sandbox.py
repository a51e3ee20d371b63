"""/sandbox/: codes and mails, on this machine and outside production only."""

import os
import subprocess
import sys
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import hotp_value
from django.conf import settings as django_settings
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client

from verein.models import Mail
from verein.sandbox.accounts import DEMO_ACCOUNTS, PASSWORD

pytestmark = pytest.mark.django_db

QUERIES = 3
HTML = "<html><head></head><body><b>4711</b><script>alert(1)</script></body></html>"


@pytest.fixture
def message() -> Mail:
    message = EmailMultiAlternatives("Ihr Anmeldecode", "Code: 4711\nhttps://example.org/x", None, ["gast@example.org"])
    message.attach_alternative(HTML, "text/html")
    message.attach("termin.ics", b"BEGIN:VCALENDAR", "text/calendar")
    message.send()
    return Mail.objects.get()


def test_accounts_show_the_password_and_current_codes(client: Client, time_machine: Any) -> None:
    time_machine.move_to("2026-11-24T12:00:10+01:00", tick=False)
    text = client.get("/sandbox/").content.decode()
    secret = DEMO_ACCOUNTS[0].totp_secret
    assert PASSWORD in text
    assert DEMO_ACCOUNTS[0].email in text
    assert f"{hotp_value(secret, 1795518010 // 30):06}" in text


def test_mails_are_listed_and_found_by_address(client: Client, message: Mail) -> None:
    assert "Ihr Anmeldecode" in client.get("/sandbox/post/").content.decode()
    assert "Ihr Anmeldecode" not in client.get("/sandbox/post/?an=anderswo").content.decode()


def test_mail_is_shown_as_it_would_arrive(client: Client, message: Mail) -> None:
    response = client.get(f"/sandbox/post/{message.pk}/")
    text = response.content.decode()
    assert "gast@example.org" in text
    assert "4711" in text
    assert message.message_id.strip("<>") in text
    assert "alert(1)" not in text
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    attachment = client.get(f"/sandbox/post/{message.pk}/anhang/{message.attachments.get().pk}/")
    assert b"".join(attachment.streaming_content) == b"BEGIN:VCALENDAR"
    assert attachment["Content-Disposition"].startswith("attachment")


def test_html_of_a_mail_runs_no_script_and_loads_nothing(client: Client, message: Mail) -> None:
    response = client.get(f"/sandbox/post/{message.pk}/html/")
    policy = response["Content-Security-Policy"]
    assert b"<b>4711</b>" in response.content
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy


def test_mail_without_html_has_no_frame(client: Client) -> None:
    send_mail("Kurz", "Nur Text", None, ["gast@example.org"])
    pk = Mail.objects.get().pk
    assert b"<iframe" not in client.get(f"/sandbox/post/{pk}/").content
    assert client.get(f"/sandbox/post/{pk}/html/").status_code == 404


@pytest.mark.parametrize("path", ["/sandbox/", "/sandbox/post/"])
def test_other_machines_see_nothing(client: Client, path: str) -> None:
    assert client.get(path, REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get(path, HTTP_X_FORWARDED_FOR="192.0.2.7").status_code == 404
    assert client.get(path).status_code == 200


def test_list_of_mails_takes_constant_queries(client: Client, django_assert_num_queries: Any) -> None:
    def fill(count: int) -> None:
        for number in range(count):
            send_mail(f"Mail {number}", "Text", None, ["gast@example.org"])

    fill(1)
    client.get("/sandbox/post/")
    with django_assert_num_queries(QUERIES):
        client.get("/sandbox/post/")
    fill(29)
    with django_assert_num_queries(QUERIES):
        client.get("/sandbox/post/")


def production(code: str, **env: str) -> "subprocess.CompletedProcess[str]":
    base = {
        "VEREIN_MODE": "production",
        "SECRET_KEY": "x" * 60,
        "BASE_URL": "https://www.example.org",
        "ALLOWED_HOSTS": "www.example.org",
        "DJANGO_SETTINGS_MODULE": "verein.settings",
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **base, **env},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_has_no_sandbox_and_refuses_it() -> None:
    code = (
        "import django; from django.conf import settings; django.setup();"
        "assert 'verein.sandbox' not in settings.INSTALLED_APPS;"
        "from django.urls import resolve; print(resolve('/sandbox/').func.__module__)"
    )
    result = production(code)
    assert result.returncode == 0, result.stderr
    assert "sandbox" not in result.stdout
    refused = production(
        "import django; from django.conf import settings;"
        "settings.INSTALLED_APPS.insert(0, 'verein.sandbox'); django.setup()"
    )
    assert "verein.sandbox must not be installed in production" in refused.stderr


def test_production_refuses_mails_that_nobody_gets() -> None:
    result = production("import django; django.setup()", EMAIL_URL="dummymail://")
    assert "EMAIL_URL" in result.stderr
    assert result.returncode != 0


def test_production_pays_at_stripe_only_and_live_keys_go_nowhere_else() -> None:
    start = "import django; django.setup()"
    refused = production(start, STRIPE_API_BASE="http://127.0.0.1:8450")
    assert "production must not set it" in refused.stderr
    live = {"VEREIN_MODE": "sandbox", "STRIPE_API_BASE": "http://127.0.0.1:8450", "STRIPE_SECRET_KEY": "sk_live_1"}
    assert "STRIPE_SECRET_KEY is a live key" in production(start, **live).stderr
