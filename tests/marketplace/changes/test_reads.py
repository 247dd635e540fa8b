"""The change log: nothing missed, nothing doubled, whatever overlaps."""

import psycopg
import pytest
from django.db import connection, transaction

from marketplace.changes.models import Change, Cursor
from marketplace.changes.reads import follow as follow_now

# The readers look at what is committed, so these tests really commit.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def follow(settle):
    """Follow the log once all that was committed is settled."""

    def settled(*arguments):
        settle()
        return follow_now(*arguments)

    return settled


def record(key, noun="need", kind="posted"):
    return Change.objects.record(noun=noun, key=key, kind=kind)


def test_a_reader_heeds_each_thing_once_and_in_order(follow):
    for key in (3, 1, 3, 2):
        record(key)
    heeded = []

    follow("reader", ["need"], heeded.append)

    assert heeded == [3, 1, 2]


def test_a_second_reading_heeds_only_what_is_new(follow):
    record(1)
    follow("reader", ["need"], lambda key: None)
    record(2)
    heeded = []

    follow("reader", ["need"], heeded.append)

    assert heeded == [2]


def test_readers_have_cursors_of_their_own(follow):
    record(1)
    follow("first", ["need"], lambda key: None)
    heeded = []

    follow("second", ["need"], heeded.append)

    assert heeded == [1]


def test_a_reader_passes_over_other_nouns(follow):
    record(1, noun="dataset")
    heeded = []

    follow("reader", ["need"], heeded.append)

    assert heeded == []


def test_a_change_waits_behind_a_transaction_that_is_still_open(follow):
    """The open one took its number first and may still write a row that sorts before."""
    heeded = []
    with _another_connection() as other:
        other.execute("insert into changes_change (noun, key, kind) values ('need', 1, 'posted')")
        record(2)

        more_to_come = follow_now("reader", ["need"], heeded.append)
        assert (more_to_come, heeded) == (True, [])

        other.commit()
    follow("reader", ["need"], heeded.append)

    assert heeded == [1, 2]


def test_a_reader_that_fails_reads_the_same_again(follow):
    record(1)

    def fail(key):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        follow("reader", ["need"], fail)
    heeded = []
    follow("reader", ["need"], heeded.append)

    assert heeded == [1]


def test_a_change_of_a_transaction_that_failed_is_never_heard_of(follow):
    def fail():
        with transaction.atomic():
            record(1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    heeded = []

    follow("reader", ["need"], heeded.append)

    assert heeded == []


def test_a_cursor_never_moves_backwards():
    early, late = record(1), record(2)
    early.refresh_from_db()
    late.refresh_from_db()
    Cursor.objects.create(reader="reader")

    Cursor.objects.advance("reader", late)
    Cursor.objects.advance("reader", early)

    assert Cursor.objects.get().change_id == late.id


def _another_connection():
    settings = connection.settings_dict
    return psycopg.connect(dbname=settings["NAME"], user=settings["USER"], host=settings["HOST"])
