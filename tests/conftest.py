"""What every test stands on."""

import os
import shutil
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation

pytest_plugins = ["tests.people"]

CHROMIUM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    ),
    None,
)
SHARED = Path(settings.BASE_DIR).parent / "shared" / "data"


def pytest_collection_modifyitems(config, items):
    """Leave browser tests out where there is no browser; never in CI."""
    if CHROMIUM:
        return
    if os.environ.get("CI"):
        raise pytest.UsageError("CI has no Chromium: the browser tests would be left out.")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def pytest_terminal_summary(terminalreporter):
    left_out = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if "no Chromium" in str(report.longrepr)
    ]
    if left_out:
        terminalreporter.write_line(
            f"Left out: {len(left_out)} browser tests, since no Chromium was found.", yellow=True
        )


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix(request):
    """Let several people test at once on one cluster: PYTEST_DB_SUFFIX=name."""
    suffix = "_".join(
        part
        for part in (
            os.environ.get("PYTEST_DB_SUFFIX", ""),
            getattr(request.config, "workerinput", {}).get("workerid", ""),
        )
        if part
    )
    if suffix:
        name = settings.DATABASES["default"]["NAME"]
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"test_{name}_{suffix}"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    from django.db import connections

    name = settings.DATABASES["default"].get("TEST", {}).get("NAME")
    if name:
        connections["default"].settings_dict["TEST"]["NAME"] = name


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Start each test with no rate limit used up."""
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _own_language():
    """Start each test in the house's language: a page leaves its reader's behind."""
    yield
    translation.deactivate()


@pytest.fixture
def settle(transactional_db):
    """Wait until every change is settled: the other workers' tests hold transactions open.

    All of them share a cluster, and the horizon of what is settled is the cluster's.
    """
    from marketplace.changes.models import Change

    def wait():
        until = time.monotonic() + 60
        while Change.objects.count() > Change.objects.settled().count():
            assert time.monotonic() < until, "A transaction stays open."
            time.sleep(0.01)

    return wait


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def in_japanese():
    return Client(headers={"accept-language": "ja"})


@pytest.fixture
def in_english():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def as_user(client):
    """Sign a person in: `as_user(sato)` returns their client."""

    def sign_in(user, language="en"):
        signed_in = Client(headers={"accept-language": language})
        signed_in.force_login(user)
        return signed_in

    return sign_in


@pytest.fixture
def shared_file():
    """Find a real sample file that lies beside the project, or skip."""

    def find(name):
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"{name} does not lie beside the project")
        return path

    return find
