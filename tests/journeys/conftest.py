"""All of Areba as `make run` starts it, on a database and Valkey databases of its own."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM
from tests.journeys.visitor import Visitor

READY_SECONDS = 120
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="session")
def areba(tmp_path_factory):
    """Run web, workers and beat, and give the address. There is no sample world in it."""
    var = tmp_path_factory.mktemp("areba")
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "marketplace.embedded"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "AREBA_VAR": str(var),
            "PORT": str(port),
            "DATABASE_URL": _own_database(),
            "REDIS_URL": f"{settings.REDIS_URL}?db={12 + 2 * (_worker_number() % 2)}",
            "SAMPLE_WORLD": "0",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield ready_address(process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        process.stdout.close()


@pytest.fixture
def meet(areba):
    """Meet one visitor after the other: `meet(language="en")`; all leave at the end."""
    with ExitStack() as leaving:

        def come(**traits):
            visitor = Visitor(areba, **traits)
            leaving.enter_context(visitor.http)
            return visitor

        yield come


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, areba):
    """Open a page for somebody new; whatever a page complains of fails the test."""
    contexts, complaints = [], []

    def open_one(locale="ja", viewport=PHONE):
        context = chromium.new_context(base_url=areba, locale=locale, viewport=viewport)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type == "error" else None,
        )
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


def ready_address(process):
    said, until = [], time.monotonic() + READY_SECONDS
    for line in process.stdout:
        said.append(line)
        if line.startswith("Areba is ready at "):
            return line.split()[-1]
        if time.monotonic() > until:
            break
    pytest.fail("Areba did not start:\n" + "".join(said[-40:]))


def _own_database():
    """Make an empty database beside the tests' own, on the same cluster."""
    name = f"journey_{os.environ.get('PYTEST_DB_SUFFIX', '')}{_worker_number()}"
    database = settings.DATABASES["default"]
    with psycopg.connect(
        dbname="postgres", user=database["USER"], host=database["HOST"], autocommit=True
    ) as connection:
        connection.execute(f"drop database if exists {name} with (force)")
        connection.execute(f"create database {name}")
    url = urlsplit(os.environ["DATABASE_URL"])
    return f"{url.scheme}://{url.netloc}/{name}?{url.query}"


def _worker_number():
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def free_port():
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
