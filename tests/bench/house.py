"""How soon a bare clone is ready, how soon an answer reaches a developer, what it all weighs."""

import os
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.figures import Figure
from tests.journeys.visitor import Visitor

BASE = Path(__file__).resolve().parents[2]
RUNGS = [8_000, 10_000, 15_000, 20_000, 30_000]
ROUNDS = 5
IDLE_SECONDS = 20


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="areba-bench-") as folder:
        clone = Path(folder) / "areba"
        subprocess.run(["git", "clone", "--quiet", str(BASE), str(clone)], check=True)
        began = time.monotonic()
        areba = start(clone)
        try:
            address = ready_address(areba)
            yield Figure("house.clone_to_ready", time.monotonic() - began, "s", 60)
            time.sleep(IDLE_SECONDS)
            yield Figure("house.idle_memory", proportional_memory(areba.pid), "MiB", 700)
            waits = [answer_to_estimate(address, number) for number in range(ROUNDS)]
            yield Figure("house.answer_to_estimate", statistics.median(waits), "s", 2)
            yield Figure("house.answer_to_estimate_worst", max(waits), "s", 2)
        finally:
            areba.send_signal(signal.SIGTERM)
            areba.wait(60)
            shutil.rmtree(clone, ignore_errors=True)


def start(clone: Path) -> "subprocess.Popen[str]":
    """Run `make run` in a bare clone, on services of its own."""
    given = {"DATABASE_URL", "REDIS_URL", "AREBA_VAR", "VIRTUAL_ENV"}
    environment = {name: value for name, value in os.environ.items() if name not in given}
    return subprocess.Popen(
        ["make", "run"],
        cwd=clone,
        env=environment | {"PORT": "8193"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ready_address(areba: "subprocess.Popen[str]") -> str:
    assert areba.stdout is not None
    for line in areba.stdout:
        if line.startswith("Areba is ready at "):
            return line.split()[-1]
    raise RuntimeError("Areba did not start.")


def proportional_memory(pid: int) -> float:
    """Add up the proportional set sizes of a process and all below it. Units: MiB."""
    below = [
        int(child)
        for task in Path(f"/proc/{pid}/task").glob("*/children")
        for child in task.read_text().split()
    ]
    rolled_up = Path(f"/proc/{pid}/smaps_rollup").read_text()
    own = next(int(line.split()[1]) for line in rolled_up.splitlines() if line.startswith("Pss:"))
    return own / 1024 + sum(map(proportional_memory, below))


def answer_to_estimate(address: str, number: int) -> float:
    """Time from the fifth priced answer's acknowledgement to yen on the opportunity page."""
    programs = [program(address, f"bench{number}-{each}") for each in range(5)]
    posted = programs[0].http.post(
        "/api/v1/needs/",
        json={
            "kind": "TECHNOLOGY",
            "sector": "AGRICULTURE",
            "product": "いちご",
            "prefecture": "09",
            "tasks": ["PERCEPTION"],
            "title": f"測る {number}",
            "story": "測るため。",
            "thing": "10A",
            "period": "YEAR",
            "rungs": RUNGS,
            "answer": {"level": "WOULD_BUY", "cap": 15_000, "quantity": "2"},
        },
    )
    slug = posted.json()["slug"]
    for each, cap in zip(programs[1:], RUNGS[1:], strict=True):
        answer = {"level": "WOULD_BUY", "cap": cap, "quantity": "2"}
        given = each.http.post(f"/api/v1/needs/{slug}/co-signs/", json=answer)
        assert given.status_code == 201, given.text
    began = time.monotonic()
    while not programs[0].http.get(f"/api/v1/opportunities/{slug}/").json()["payoff"]:
        if time.monotonic() > began + 60:
            raise RuntimeError("No estimate came.")
        time.sleep(0.01)
    return time.monotonic() - began


def program(address: str, name: str) -> Visitor:
    """Register an operation by its pages and make a token for a program."""
    import re

    visitor = Visitor(address)
    visitor.sign_in(f"{name}@example.com", to="/operations/register/")
    visitor.fill(
        having="municipality", name=name, sector="AGRICULTURE", products="いちご", prefecture="09"
    )
    page = visitor.go("/me/").fill(having="name", name="bench")
    key = re.search(r"areba_[\w-]{20,}", page.text)
    assert key
    return Visitor(address, token=key.group())
