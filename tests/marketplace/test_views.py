"""The front page, and what programs ask first."""

import pytest
from django.conf import settings

from tests.factories import DeveloperFactory, NeedFactory, VersionFactory

pytestmark = pytest.mark.django_db


def test_an_empty_house_says_so_plainly(in_japanese):
    page = in_japanese.get("/").text

    assert "まだ" in page
    assert "<b>0</b>" in page


def test_the_front_page_counts_what_is_real(in_english):
    NeedFactory(title="Spot mildew early")
    NeedFactory(is_sample=True, posted_by__organisation__is_sample=True)
    VersionFactory()
    DeveloperFactory()

    page = in_english.get("/").text

    assert page.count("<b>1</b> need") == 1
    assert "Spot mildew early" in page
    assert "Sample" in page


def test_the_front_page_costs_the_same_with_many_needs(in_english, django_assert_max_num_queries):
    NeedFactory.create_batch(8)

    with django_assert_max_num_queries(7):
        in_english.get("/")


@pytest.mark.parametrize(
    "path", ["/healthz", "/metrics", "/llms.txt", "/api/docs/", "/api/schema/", "/gallery/"]
)
def test_what_programs_and_builders_ask_is_there(in_english, path):
    assert in_english.get(path).status_code == 200


def test_every_page_forbids_what_is_inline_or_from_elsewhere(in_japanese):
    policy = in_japanese.get("/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_form_without_its_token_is_refused(client):
    client.handler.enforce_csrf_checks = True

    response = client.post("/needs/new/trouble/", {"title": "x"})

    assert response.status_code == 403


def test_the_language_is_switched_and_kept(in_japanese):
    in_japanese.post("/language/", {"language": "en", "next": "/"})

    assert 'lang="en"' in in_japanese.get("/").text


def test_anonymous_programs_are_slowed_down_in_one_shape(in_english, monkeypatch):
    from rest_framework.throttling import AnonRateThrottle

    monkeypatch.setattr(AnonRateThrottle, "THROTTLE_RATES", {"anon": "2/min"})
    statuses = [in_english.get("/api/v1/needs/").status_code for _ in range(3)]
    refused = in_english.get("/api/v1/needs/").json()

    assert statuses == [200, 200, 429]
    assert set(refused) == {"code", "detail", "fields"}


def test_debug_is_off_unless_asked_for():
    assert settings.DEBUG is False
