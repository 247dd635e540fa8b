"""An hour under attack: two workers, deliveries twice over, and a kill in the middle.

Real Postgres, real Valkey, real Celery workers, each a process of its own.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from demand.answers.models import Answer
from demand.answers.vocabulary import Level
from marketplace.celery import app
from marketplace.changes.models import Change
from marketplace.offers.models import Commitment, Entry, Offer, Round
from marketplace.offers.tasks import open_offers
from marketplace.offers.vocabulary import State
from tests.factories import AnswerFactory
from tests.marketplace.offers.conftest import ORACLE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def database_url():
    url = urlsplit(os.environ["DATABASE_URL"])
    return f"{url.scheme}://{url.netloc}/{connection.settings_dict['NAME']}?{url.query}"


def connected():
    database = connection.settings_dict
    return psycopg.connect(
        dbname=database["NAME"], user=database["USER"], host=database["HOST"], autocommit=False
    )


@contextmanager
def worker(name):
    """Run a Celery worker that is one process, so that to kill it is to kill all of it."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "celery", "-A", "marketplace", "worker", "--pool=solo"),
            *("--queues=fast", f"--hostname={name}@here", "--without-mingle", "--without-gossip"),
        ],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": database_url(), "REDIS_URL": os.environ["REDIS_URL"]},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(holds, seconds=60):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "It did not come to pass."
        time.sleep(0.05)


def waiting_backends():
    """Count the connections that wait for a lock in the middle of their transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' "
            "and datname = current_database() and query ilike '%%changes_change%%'"
        )
        return cursor.fetchone()[0]


def row_counts():
    return (
        Commitment.objects.count(),
        Entry.objects.count(),
        Answer.objects.exclude(bound_at=None).count(),
        Change.objects.filter(noun="round", kind="opened").count(),
    )


@pytest.fixture
def due(need, adas_team, ada, hand_in, hour):
    """A round whose hour has come by the real clock, with an offer and six farms."""
    for cap in ORACLE:
        AnswerFactory(need=need, level=Level.CONDITIONAL, cap=cap, quantity=1)
    hand_in(adas_team, ada, valid_until=timezone.localdate().replace(year=2099))
    Round.objects.update(hour=timezone.now())
    app.control.purge()
    yield hour.pk
    app.control.purge()


def test_an_hour_fires_once_under_two_workers_duplicates_and_a_kill_in_the_middle(due):
    with connected() as blocker, worker("first") as first:
        # The news is written last: whoever may not write it has done all the rest.
        blocker.execute("lock table changes_change in share mode")
        open_offers.delay(due)
        wait_until(lambda: waiting_backends() == 1)

        with worker("second"):
            # Delivered again while the first is at it: the second passes it over.
            for _ in range(3):
                open_offers.delay(due)
            wait_until(queue_is_empty)
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
            assert row_counts() == (0, 0, 0, 0)
            blocker.rollback()

            # What the dead worker had begun is undone; beat finds the hour due and asks again.
            def asked_again():
                open_offers.delay(due)
                time.sleep(0.2)
                return Round.objects.filter(opened_at__isnull=False).exists()

            wait_until(asked_again)
            for _ in range(6):
                open_offers.delay(due)
            wait_until(queue_is_empty)

    assert row_counts() == (5, 5, 5, 1)
    assert Offer.objects.get().state == State.THRESHOLD_MET


def queue_is_empty():
    with app.connection_or_acquire() as broker:
        return broker.default_channel.client.llen("fast") == 0
