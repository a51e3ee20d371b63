"""What every answer carries: no caching for people who signed in, no cookies for readers, strict policies."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from wagtail.models import Page, Site

from tests import factories
from tests.verein.test_sandbox import production
from verein.middleware import ResponseHeadersMiddleware

pytestmark = pytest.mark.django_db

FIXED = ["/mitglieder/", "/robots.txt", "/favicon.ico", "/healthz"]


def public_paths() -> list[str]:
    factories.make_event()
    pages = [page.relative_url(None) or page.url for page in Page.objects.live().filter(depth__gt=1)]
    return [path for path in pages if path] + FIXED


def test_pages_one_only_reads_set_no_cookie(client: Client) -> None:
    for path in public_paths():
        response = client.get(path)
        assert response.status_code == 200, path
        assert not response.cookies, path
        assert "Cookie" not in response.get("Set-Cookie", ""), path


def test_no_page_of_a_signed_in_person_is_cacheable(member_client: Client) -> None:
    for path in public_paths():
        cache_control = member_client.get(path)["Cache-Control"]
        assert "no-store" in cache_control or path in FIXED, path
        assert "public" not in cache_control or path in ("/robots.txt", "/favicon.ico"), path


def test_form_with_a_token_is_not_cacheable(client: Client) -> None:
    assert "no-store" in client.get("/konto/login/")["Cache-Control"]


def test_answer_that_calls_itself_public_after_looking_at_the_session_is_private(rf: RequestFactory) -> None:
    class Session:
        accessed = True

    request = rf.get("/foto.webp")
    request.session = Session()  # type: ignore[assignment]
    request.COOKIES["sessionid"] = "x"
    answer = HttpResponse(headers={"Cache-Control": "public, max-age=99"})
    assert ResponseHeadersMiddleware(lambda _request: answer)(request)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("path", ["/", "/konto/login/", "/gibt-es-nicht/"])
def test_policy_allows_nothing_inline_and_no_third_party(client: Client, member_client: Client, path: str) -> None:
    for response in (client.get(path), member_client.get(path)):
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy + ";"
        assert "http" not in policy
        assert "geolocation=()" in response["Permissions-Policy"]


def test_editors_area_has_a_policy_without_third_parties(board_client: Client) -> None:
    policy = board_client.get("/admin/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
    assert "unsafe-eval" not in policy


def test_page_not_found_is_german_and_leads_on(client: Client) -> None:
    response = client.get("/gibt-es-nicht/")
    assert response.status_code == 404
    assert "Diese Seite gibt es nicht" in response.content.decode()
    assert b'href="/termine/"' in response.content


def test_error_pages_need_no_database(rf: RequestFactory, django_assert_num_queries: Any) -> None:
    from django.template.loader import get_template

    from verein import views

    cache.clear()
    with django_assert_num_queries(0):
        assert "schiefgegangen" in views.server_error(rf.get("/")).content.decode()
        assert views.server_error(rf.get("/")).status_code == 500
        assert views.bad_request(rf.get("/"), ValueError()).status_code == 400
        assert "gleich wieder da" in get_template("maintenance.html").render()


def test_broken_view_shows_the_error_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError

    client.raise_request_exception = False
    monkeypatch.setattr("verein.views._not_ready", broken)
    response = client.get("/readyz")
    assert response.status_code == 500
    assert "schiefgegangen" in response.content.decode()


def test_form_without_a_token_is_refused_in_plain_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/konto/login/", {"login": "x@example.org"})
    assert response.status_code == 403
    assert "Formular ist abgelaufen" in response.content.decode()


def test_robots_names_the_sitemap_and_keeps_out_of_private_areas(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /mein/" in text
    assert "Sitemap: http://localhost:8000/sitemap.xml" in text


def test_maintenance_answers_every_page_with_503_and_asks_no_database(
    settings: Any, django_assert_num_queries: Any
) -> None:
    settings.MAINTENANCE = True
    with django_assert_num_queries(0):
        for path in ("/", "/admin/", "/konto/login/", "/gibt-es-nicht/"):
            response = Client().get(path)
            assert (response.status_code, response["Retry-After"]) == (503, "600"), path
            assert "gleich wieder da" in response.content.decode()
            assert "no-store" in response["Cache-Control"]
            assert "Content-Security-Policy" in response
        assert Client().post("/konto/login/", {"login": "x@example.org"}).status_code == 503
        assert Client().get("/healthz").content == b"ok"
    static = Client().get("/static/verein/css/tokens.css")
    assert static.status_code == 200
    static.close()


def test_machines_are_told_during_maintenance_without_a_question_to_the_database(
    settings: Any, client: Client, django_assert_num_queries: Any
) -> None:
    settings.MAINTENANCE = True
    with django_assert_num_queries(0):
        answers = {path: client.get(path) for path in ("/healthz", "/readyz")}
    assert {path: (answer.status_code, answer.content) for path, answer in answers.items()} == {
        "/healthz": (200, b"ok"),
        "/readyz": (200, b"maintenance"),
    }


def test_addresses_begin_like_base_url_whatever_wagtails_sites_say(settings: Any, client: Client) -> None:
    settings.BASE_URL = "https://www.example.org"
    settings.ALLOWED_HOSTS = ["intern", "testserver"]
    Site.objects.update(hostname="localhost", port=8000)
    Site.objects.create(hostname="intern", port=8080, root_page=Page.objects.get(slug="termine", depth=3))
    event = factories.make_event()

    sitemap = client.get("/sitemap.xml", headers={"host": "testserver"}).content.decode()
    page = client.get(event.page.address, headers={"host": "testserver"}).content.decode()

    addresses = re.findall(r"<loc>(.*?)</loc>", sitemap)
    assert len(addresses) > 5
    assert {urlsplit(address)[:2] for address in addresses} == {("https", "www.example.org")}
    assert f'<link rel="canonical" href="https://www.example.org{event.page.address}">' in page
    assert f'<meta property="og:url" content="https://www.example.org{event.page.address}">' in page


def test_proxies_are_counted_only_where_the_settings_name_one() -> None:
    code = "from django.conf import settings; print(settings.ALLAUTH_TRUSTED_PROXY_COUNT)"
    for env, count in (({}, "0"), ({"BEHIND_PROXY": "True"}, "1"), ({"BEHIND_PROXY": "1", "PROXY_COUNT": "2"}, "2")):
        assert production(code, **env).stdout.strip() == count, env
