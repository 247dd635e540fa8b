"""The embedded services: ready at once, killed without loss, one at a time."""

import os
import signal
from pathlib import Path

import psycopg
import pytest
import redis

from marketplace.embedded.children import DidNotStart
from marketplace.embedded.daemons import running, socket_folder


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch):
    """Start services of our own, whatever the environment names."""
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("REDIS_URL")


def connect(var):
    return psycopg.connect(
        dbname="areba", user="areba", host=str(socket_folder(var)), autocommit=True
    )


def valkey(var):
    return redis.Redis(unix_socket_path=str(socket_folder(var) / "valkey.sock"))


def test_what_was_acknowledged_survives_a_kill_of_both_and_the_next_start_is_at_once(tmp_path):
    with running(tmp_path) as services:
        with connect(tmp_path) as connection, valkey(tmp_path) as store:
            connection.execute("create table kept (word text)")
            connection.execute("insert into kept values ('yes')")
            store.set("kept", "yes")
            store.execute_command("WAITAOF", "1", "0", "2000")
        for child in services.children:
            os.kill(child.process.pid, signal.SIGKILL)

    with running(tmp_path), connect(tmp_path) as connection, valkey(tmp_path) as store:
        assert connection.execute("select word from kept").fetchone() == ("yes",)
        assert store.get("kept") == b"yes"


def test_a_deep_checkout_starts_too(tmp_path):
    """A socket's path has at most 107 bytes."""
    deep = tmp_path / ("a" * 60) / ("b" * 60)
    deep.mkdir(parents=True)

    with running(deep, durable=False), connect(deep) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_nothing_is_left_behind(tmp_path):
    with running(tmp_path, durable=False) as services:
        pids = [child.process.pid for child in services.children]
        sockets = socket_folder(tmp_path)

    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert not sockets.exists()


def test_whoever_knows_the_folder_finds_the_services_through_it(tmp_path):
    """`manage.py` run in another terminal beside `make run` is told nothing else."""
    with running(tmp_path, durable=False):
        found = (tmp_path / "sockets").resolve()
        assert sorted(path.name for path in found.iterdir() if path.is_socket()) == [
            ".s.PGSQL.5432",
            "valkey.sock",
        ]

    assert not (tmp_path / "sockets").is_symlink()


def test_services_that_the_environment_names_are_not_started(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@elsewhere/areba")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")

    with running(tmp_path) as services:
        assert services.children == ()
        assert services.database_url == "postgres://somebody@elsewhere/areba"


def test_a_service_that_cannot_start_says_why(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("9.1\n")

    with pytest.raises(DidNotStart, match="Postgres ended at once"), running(tmp_path):
        pass


def test_a_cluster_that_was_never_finished_is_made_anew(tmp_path):
    """Killed in the middle of its first start, it leaves half a cluster aside."""
    (tmp_path / "postgres.unfinished").mkdir()
    (tmp_path / "postgres.unfinished" / "PG_VERSION").touch()

    with running(tmp_path, durable=False), connect(tmp_path) as connection:
        assert connection.execute("select 1").fetchone() == (1,)

    assert not (tmp_path / "postgres.unfinished").exists()
