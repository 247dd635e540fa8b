"""What pulling costs: a gigabyte in one go, and a thousand rows of ten million at any depth."""

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.figures import Figure

BYTES = 1_000_000_000
ROWS, GROUP_ROWS, PAGE = 10_000_000, 20_000, 1_000
ROUNDS, PAGES = 3, 20
DEPTHS = (0, ROWS // 2, ROWS - PAGE)
MIB = 1024**2
HOST = "127.0.0.1"
PATIENCE_SECONDS = 60


def measure() -> Iterator[Figure]:
    """Run it in a process of its own, on services of its own."""
    with tempfile.TemporaryDirectory(prefix="areba-bench-") as folder:
        asked = [sys.executable, "-m", "tests.bench.datasets_pulling", folder]
        done = subprocess.run(asked, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    # At least half as fast as the peer: at most twice its time.
    yield Figure("datasets.download_time", found["download"], "of_http_server", 2.0)
    yield Figure("datasets.download_growth", found["growth"], "MiB", 20)
    yield Figure("datasets.rows_page", found["rows_page"], "ms", 50)
    # Flat, but for what a busy machine adds.
    yield Figure("datasets.rows_deepest", found["rows_deepest"], "of_first_page", 1.5)


def pull(folder: Path) -> dict[str, float]:
    """Start services and a web process as `make run` does, and pull from it."""
    from marketplace.embedded import running

    with running(folder / "services", durable=False) as urls:
        os.environ |= {"DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url}
        os.environ |= {"AREBA_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "marketplace.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        key, large, table = _published()
        port, peer_port = _free_port(), _free_port()
        served = ["-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
        served += ["--workers", "1", "--blocking-threads", "4", "marketplace.wsgi:application"]
        peer = ["-m", "http.server", "--bind", HOST, "--directory", str(large.path.parent)]
        with _serving(served, port) as web, _serving([*peer, str(peer_port)], peer_port):
            ours = {"Authorization": f"Bearer {key}"}
            rows = f"/api/v1/datasets/{table.version.dataset.slug}/1/rows/"
            found = _rows(port, rows, ours)
            theirs = f"/{large.path.name}"
            return found | _download(web, (port, large.get_absolute_url(), ours), peer_port, theirs)


def _published() -> tuple[str, Any, Any]:
    """Publish a large file and a long table, and give a program's key for both."""
    from marketplace.accounts.actions import issue_token
    from tests.factories import OperationFactory

    organisation = OperationFactory(organisation__member=None).organisation
    key = issue_token(organisation=organisation, name="bench", by=organisation.members.get())
    large, table = _file(organisation), _file(organisation)
    with large.path.open("wb") as file:
        # Holes: both servers read the same noughts out of memory, and no disk is measured.
        file.truncate(BYTES)
    type(large).objects.filter(pk=large.pk).update(byte_count=BYTES)
    write_long_table(table.path)
    return key, large, table


def _file(organisation: Any) -> Any:
    from datasets.library.models import File
    from datasets.library.vocabulary import FileRole
    from tests.factories import VersionFactory

    version = VersionFactory(dataset__organisation=organisation)
    file = File.objects.create(
        version=version, role=FileRole.TABLE, name="t", byte_count=1, sha256=version.sha256
    )
    version.folder.mkdir(parents=True, exist_ok=True)
    file.path.touch()
    return file


def write_long_table(path: Path) -> None:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    draw = np.random.default_rng(2)
    labels = np.array(["健全", "うどんこ病", "灰色かび病"])
    schema = pa.schema([("row", pa.int64()), ("label", pa.string())])
    schema = pa.schema([*schema, *((f"m{n}", pa.float64()) for n in range(4))])
    with pq.ParquetWriter(path, schema, compression="zstd", write_page_index=True) as writing:
        for start in range(0, ROWS, 50 * GROUP_ROWS):
            size = min(50 * GROUP_ROWS, ROWS - start)
            columns = {"row": np.arange(start, start + size)}
            columns["label"] = labels[draw.integers(0, 3, size)]
            columns |= {f"m{n}": np.round(draw.normal(50, 10, size), 2) for n in range(4)}
            writing.write_table(pa.table(columns, schema), row_group_size=GROUP_ROWS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def _serving(words: list[str], port: int) -> "Iterator[subprocess.Popen[bytes]]":
    """Run a server until the block ends; it begins when the server listens."""
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([sys.executable, *words], stdout=quiet, stderr=quiet)
    try:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex((HOST, port)) == 0:
                    break
            time.sleep(0.1)
        yield server
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)


def _rows(port: int, path: str, headers: dict[str, str]) -> dict[str, float]:
    """Ask for pages at three depths in turn, on one connection, as a program does."""
    connection = http.client.HTTPConnection(HOST, port)
    took: dict[int, list[float]] = {depth: [] for depth in DEPTHS}
    for number in range(PAGES + 2):
        for depth in DEPTHS:
            after = depth if depth == DEPTHS[-1] else depth + number * 7 * PAGE
            began = time.perf_counter()
            connection.request("GET", f"{path}?size={PAGE}&after={after}", headers=headers)
            answer = connection.getresponse()
            page = answer.read()
            spent = time.perf_counter() - began
            assert answer.status == 200, page
            # The first ones load what the process needs.
            if number > 1:
                took[depth].append(spent)
            assert len(json.loads(page)["results"]) == PAGE
    middles = [median(took[depth]) for depth in DEPTHS]
    return {"rows_page": 1_000 * max(middles), "rows_deepest": middles[-1] / middles[0]}


def _download(
    web: "subprocess.Popen[bytes]",
    ours: tuple[int, str, dict[str, str]],
    peer_port: int,
    theirs: str,
) -> dict[str, float]:
    """Let both take turns. The web process may hold pieces, never the file."""
    before = peak = anonymous_memory(web.pid)
    spent: tuple[list[float], list[float]] = ([], [])
    for _round in range(ROUNDS):
        for pieces in _pieces(*ours, spent[0]):
            peak = max(peak, anonymous_memory(web.pid)) if pieces % 100 == 0 else peak
        for _pieces_read in _pieces(peer_port, theirs, {}, spent[1]):
            pass
    download = median(spent[0]) / median(spent[1])
    return {"download": download, "growth": (peak - before) / 1024}


def _pieces(port: int, path: str, headers: dict[str, str], spent: list[float]) -> Iterator[int]:
    """Read a file to its end, and note how long it took."""
    connection, room = http.client.HTTPConnection(HOST, port), bytearray(MIB)
    began, read, number = time.perf_counter(), 0, 0
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    while size := answer.readinto(room):
        read, number = read + size, number + 1
        yield number
    spent.append(time.perf_counter() - began)
    assert (answer.status, read) == (200, BYTES)
    connection.close()


def anonymous_memory(pid: int) -> int:
    """Add up what a process and all below it hold that is no file's. Units: KiB."""
    below = [
        int(child)
        for task in Path(f"/proc/{pid}/task").glob("*/children")
        for child in task.read_text().split()
    ]
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    own = next(int(line.split()[1]) for line in status if line.startswith("RssAnon:"))
    return own + sum(map(anonymous_memory, below))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(pull(Path(sys.argv[1]))) + "\n")
