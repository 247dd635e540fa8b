"""What a hostile file tries in the child comes to nothing, and is named."""

import select
import socket
import subprocess
import sys
from dataclasses import replace

import pytest

from datasets.intake.arithmetic.confinement import Limits, confined
from datasets.intake.arithmetic.misbehaving import misbehave
from datasets.intake.arithmetic.refusal import Code, Refused

MIB = 1024**2
LIMITS = Limits(memory=512 * MIB, processor_seconds=10, wall_seconds=20, file_size=MIB)


def refusal_of(folder, request, *, work="misbehave", **limits):
    with pytest.raises(Refused) as refusal:
        confined(work, request, folder, limits=replace(LIMITS, **limits))
    return refusal.value.code


@pytest.fixture
def listening():
    """A port on this machine that somebody could connect to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def has_caller(server):
    return bool(select.select([server], [], [], 0)[0])


def can_drop_the_network():
    give_up = "import os; os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)"
    tried = subprocess.run([sys.executable, "-c", give_up], capture_output=True, check=False)
    return tried.returncode == 0


def test_a_work_that_behaves_answers(tmp_path):
    assert confined("misbehave", {"how": "not at all"}, tmp_path, limits=LIMITS) == {}


def test_progress_is_passed_on(tmp_path):
    heard = []

    confined("misbehave", {"how": "not at all"}, tmp_path, limits=LIMITS, report=heard.append)

    assert heard == [0.5]


def test_too_much_memory_is_named(tmp_path):
    assert refusal_of(tmp_path, {"how": "memory", "bytes": 1024 * MIB}) == Code.TOO_MUCH_MEMORY


def test_memory_within_the_limit_is_given(tmp_path):
    request = {"how": "memory", "bytes": 64 * MIB}

    assert confined("misbehave", request, tmp_path, limits=LIMITS) == {"hoard": 64 * MIB}


def test_too_much_processor_time_is_named(tmp_path):
    assert refusal_of(tmp_path, {"how": "time"}, processor_seconds=1) == Code.TOO_MUCH_TIME


def test_too_much_wall_time_is_named(tmp_path):
    assert refusal_of(tmp_path, {"how": "time"}, wall_seconds=1) == Code.TOO_MUCH_TIME


def test_talking_without_end_buys_no_time(tmp_path):
    assert refusal_of(tmp_path, {"how": "talk"}, wall_seconds=1) == Code.TOO_MUCH_TIME


def test_too_large_a_file_is_named_and_cut(tmp_path):
    code = refusal_of(tmp_path, {"how": "disk", "bytes": 4 * MIB})

    assert code == Code.TOO_LARGE
    assert (tmp_path / "large").stat().st_size <= MIB


def test_a_table_that_grows_too_large_is_named(tmp_path):
    source = tmp_path / "source"
    source.write_text("a,b\n" + "1,2\n" * 50_000)
    request = {
        "source": str(source),
        "target": str(tmp_path / "table.parquet"),
        "encoding": "utf-8",
        "delimiter": ",",
    }

    code = refusal_of(
        tmp_path, request, work="convert", memory=3 * 1024 * MIB, file_size=100 * 1024
    )

    assert code == Code.TOO_LARGE


def test_a_crash_is_named(tmp_path):
    assert refusal_of(tmp_path, {"how": "crash"}) == Code.CRASHED


def test_nobody_is_reached_over_the_network(tmp_path, listening):
    if not can_drop_the_network():
        pytest.skip("this container forbids namespaces")

    code = refusal_of(tmp_path, {"how": "network", "port": listening.getsockname()[1]})

    assert code == Code.CRASHED
    assert not has_caller(listening)


def test_without_confinement_the_same_work_would_reach_it(listening):
    misbehave({"how": "network", "port": listening.getsockname()[1]}, report=lambda _share: None)

    assert has_caller(listening)


def test_nothing_of_our_environment_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")

    told = confined("misbehave", {"how": "environment"}, tmp_path, limits=LIMITS)

    assert set(told["names"]) == {"LC_ALL", "OMP_NUM_THREADS", "ARROW_IO_THREADS"}


def test_a_work_that_is_not_listed_is_not_run(tmp_path):
    work = {"command": f"touch {tmp_path / 'trace'}"}

    assert refusal_of(tmp_path, work, work="os.system") == Code.CRASHED
    assert not any(tmp_path.iterdir())
