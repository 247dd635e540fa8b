"""What a hostile file tries in the child comes to nothing, and is named."""

import os
import random
import select
import socket
import subprocess
import sys
from dataclasses import replace

import pytest

from marketplace.confinement import child
from marketplace.confinement.child import ENVIRONMENT, Limits, confined
from marketplace.confinement.misbehaving import misbehave
from marketplace.confinement.refusal import Code, Refused

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


def test_a_child_that_is_silent_is_said_to_be_at_work_still(tmp_path, monkeypatch):
    monkeypatch.setattr(child, "SILENCE_SECONDS", 0.1)
    heard, limits = [], replace(LIMITS, wall_seconds=3)

    with pytest.raises(Refused):
        confined("misbehave", {"how": "stay"}, tmp_path, limits=limits, report=heard.append)

    assert heard[-4:] == [0.6, 0.6, 0.6, 0.6]


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
    source, draw = tmp_path / "source", random.Random(5)
    source.write_text("a,b\n" + "".join(f"{draw.random()},1\n" for _row in range(20_000)))
    request = {
        "source": str(source),
        "target": str(tmp_path / "table.parquet"),
        "kind": "TEXT",
        "encoding": "utf-8",
        "delimiter": ",",
    }

    code = refusal_of(
        tmp_path, request, work="convert", memory=3 * 1024 * MIB, file_size=100 * 1024
    )

    assert code == Code.TOO_LARGE


def test_a_crash_is_named_and_logged(tmp_path, caplog):
    assert refusal_of(tmp_path, {"how": "crash"}) == Code.CRASHED
    assert "A child that had to misbehave broke" in caplog.text


def test_our_own_fault_leaves_its_trace_in_the_log(tmp_path, caplog):
    assert refusal_of(tmp_path, {"why": "no how"}) == Code.CRASHED
    assert "KeyError: 'how'" in caplog.text


@pytest.mark.parametrize(
    "words",
    [
        "no JSON\n",
        "[]\n",
        '{"refused": "NO_SUCH_CODE", "where": ""}\n',
        '{"refused": "EMPTY", "where": 7}\n',
        '{"result": "fine"}\n',
        '{"progress": NaN}\n',
        "[" * 100_000 + "\n",
    ],
    ids=lambda words: words[:20],
)
def test_what_makes_no_sense_is_a_crash(tmp_path, words):
    assert refusal_of(tmp_path, {"how": "lie", "words": words}) == Code.CRASHED


@pytest.mark.parametrize("how", ["boast", "babble", "hang up"])
def test_a_child_that_keeps_to_no_rule_is_ended(tmp_path, how):
    assert refusal_of(tmp_path, {"how": how}) == Code.CRASHED


# It ends with us


def is_gone(pid):
    """Wait for the end of a process that is none of our children."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with os.fdopen(process):
        return bool(select.select([process], [], [], 10)[0])


def test_what_a_child_starts_ends_with_it(tmp_path):
    left = confined("misbehave", {"how": "breed"}, tmp_path, limits=LIMITS)

    assert is_gone(left["child"])


def test_a_child_does_not_outlive_its_killed_parent(tmp_path):
    """Else it would write into the folder in which the step has begun anew."""
    speak = (
        "import sys; from pathlib import Path;"
        "from marketplace.confinement.child import confined;"
        "confined('misbehave', {'how': 'stay'}, Path(sys.argv[1]), report=print)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-u", "-c", speak, str(tmp_path)], stdout=subprocess.PIPE
    )
    with parent:
        assert [parent.stdout.readline() for _share in range(2)] == [b"0.5\n", b"0.6\n"]
        parent.kill()

    assert is_gone(int((tmp_path / "pid").read_text()))


# What it cannot reach


def test_nobody_is_reached_over_the_network(tmp_path, listening):
    if not can_drop_the_network():
        pytest.skip("this container forbids namespaces")

    code = refusal_of(tmp_path, {"how": "network", "port": listening.getsockname()[1]})

    assert code == Code.CRASHED
    assert not has_caller(listening)


def test_without_confinement_the_same_work_would_reach_it(listening):
    misbehave({"how": "network", "port": listening.getsockname()[1]}, report=lambda _share: None)

    assert has_caller(listening)


def test_it_is_said_where_the_network_cannot_be_given_up(tmp_path, caplog):
    confined("misbehave", {"how": "not at all"}, tmp_path, limits=LIMITS)

    assert ("a child keeps its network" in caplog.text) is not can_drop_the_network()


def test_nothing_of_our_environment_or_open_files_is_passed_on(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    secret = os.open("/dev/null", os.O_RDONLY)
    os.set_inheritable(secret, True)

    told = confined("misbehave", {"how": "environment"}, tmp_path, limits=LIMITS)
    os.close(secret)

    assert set(told["names"]) == set(ENVIRONMENT)
    assert not any("postgres" in value for value in ENVIRONMENT.values())
    assert told["files"] == [0, 1, 2, 3]


def test_code_that_lies_in_its_folder_is_not_imported(tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit")

    assert confined("misbehave", {"how": "not at all"}, tmp_path, limits=LIMITS) == {}


def test_a_work_that_is_not_listed_is_not_run(tmp_path):
    work = {"command": f"touch {tmp_path / 'trace'}"}

    assert refusal_of(tmp_path, work, work="os.system") == Code.CRASHED
    assert not any(tmp_path.iterdir())
