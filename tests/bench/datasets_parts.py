"""Ten million rows in ten parts, two workers; and one part more where a hundred stand already."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure

FILES, ROWS_EACH, WORKERS, ROUNDS = 10, 1_000_000, 2, 3
PARTS_OF_ALL = 100
MIB = 1024
LABEL = "label"


def measure() -> Iterator[Figure]:
    """Let both take turns; every worker is a process of its own, imports included."""
    with tempfile.TemporaryDirectory(prefix="areba-bench-") as name:
        folder = Path(name)
        _run("tables", folder)
        spent: dict[str, list[float]] = {"ours": [], "bare": []}
        peaks = []
        for _round in range(ROUNDS):
            for who, times in spent.items():
                seconds, peak = _measured(who, folder)
                times.append(seconds)
                peaks += [peak] if who == "ours" else []
        added = _run("add", folder)[0]
    ratio = median(spent["ours"]) / median(spent["bare"])
    yield Figure("datasets.parts_time", ratio, "of_bare_script", 1.3)
    yield Figure("datasets.parts_memory", max(peaks), "MiB_each", 400)
    yield Figure("datasets.parts_added", added, "of_all", 0.03)


def _measured(who: str, folder: Path) -> tuple[float, float]:
    """Measure with two workers and merge. Units: seconds; MiB of the larger worker."""
    began = time.perf_counter()
    words = [[who, str(folder), str(worker)] for worker in range(WORKERS)]
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.bench.datasets_parts", *each],
            stdout=subprocess.PIPE,
            text=True,
        )
        for each in words
    ]
    said = [worker.communicate()[0] for worker in workers]
    assert not any(worker.returncode for worker in workers)
    rows = _merged(folder)
    assert rows == FILES * ROWS_EACH, rows
    return time.perf_counter() - began, max(float(each.split()[-1]) for each in said)


def _merged(folder: Path) -> int:
    """Merge what the workers left, and write the document, which is what a page needs."""
    from datasets.measures.arithmetic.statistics import Statistics

    found = sorted(folder.glob("*.part"))
    whole = Statistics.from_bytes(found[0].read_bytes())
    for path in found[1:]:
        whole.merge(Statistics.from_bytes(path.read_bytes()))
    for path in found:
        path.unlink()
    return int(whole.as_document()["rows"])


def _run(*words: object) -> tuple[float, ...]:
    asked = [sys.executable, "-m", "tests.bench.datasets_parts", *map(str, words)]
    done = subprocess.run(asked, check=True, capture_output=True, text=True)
    return tuple(map(float, done.stdout.split()))


def tables(folder: Path) -> None:
    """Write ten tables of measurements, counts, days, words and labels."""
    import numpy as np
    import pyarrow as pa

    from datasets.intake.arithmetic.row_groups import RowGroups

    for number in range(FILES):
        draw = np.random.default_rng(number)
        columns = {f"m{n}": np.round(draw.normal(50, 10, ROWS_EACH), 3) for n in range(4)}
        columns |= {f"n{n}": draw.integers(0, 10 ** (n + 2), ROWS_EACH) for n in range(2)}
        columns["row_id"] = np.arange(ROWS_EACH) + number * ROWS_EACH
        days = draw.integers(0, 1_500, ROWS_EACH).astype("timedelta64[D]")
        columns["day"] = np.datetime64("2020-01-01") + days
        columns["farm"] = np.char.add("farm ", draw.integers(0, 400, ROWS_EACH).astype(str))
        columns[LABEL] = draw.choice(["健全", "うどんこ病", "灰色かび病"], ROWS_EACH)
        with RowGroups(folder / f"{number}.parquet") as rows:
            for batch in pa.table(columns).to_batches(max_chunksize=100_000):
                rows.add(batch)


def ours(folder: Path, worker: int) -> None:
    """Measure part by part, each kept by itself, as the pipeline does."""
    from datasets.measures.arithmetic.statistics import measure_part, part_count

    for table in _tables_of(folder, worker):
        for number in range(part_count(table)):
            part = measure_part(table, number, label=LABEL)
            table.with_suffix(f".{number}.part").write_bytes(part.as_bytes())


def bare(folder: Path, worker: int) -> None:
    """Feed the same sketches batch by batch, and nothing else."""
    import pyarrow.parquet as pq

    from datasets.measures.arithmetic.statistics import BATCH_ROWS, Statistics

    for table in _tables_of(folder, worker):
        file = pq.ParquetFile(table)
        statistics = Statistics.empty(file.schema_arrow, LABEL)
        for batch in file.iter_batches(BATCH_ROWS, use_threads=False):
            statistics.add(batch)
        table.with_suffix(".part").write_bytes(statistics.as_bytes())


def _tables_of(folder: Path, worker: int) -> Iterator[Path]:
    return (folder / f"{number}.parquet" for number in range(worker, FILES, WORKERS))


def added_share(folder: Path) -> float:
    """Tell what one part more costs of what all hundred cost that stand already.

    Ten parts are measured and merged, and taken as the tenth of a hundred. Adding is knowing
    the hundred by their bytes, opening what stands merged of them, measuring the one that is
    new, and merging it.
    """
    from datasets.measures.arithmetic.parts import part_digests
    from datasets.measures.arithmetic.statistics import Statistics, measure_part, part_count

    tables = [folder / f"{number}.parquet" for number in range(FILES)]
    in_each = part_count(tables[0])
    parts = [(table, number) for table in tables for number in range(in_each)][:10]
    # The first one loads what all need.
    whole = measure_part(*parts[0], label=LABEL)
    began = time.perf_counter()
    for table, number in parts:
        whole.merge(Statistics.from_bytes(measure_part(table, number, label=LABEL).as_bytes()))
    of_all = (time.perf_counter() - began) * PARTS_OF_ALL / len(parts)
    kept, spent = whole.as_bytes(), []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        for number in range(PARTS_OF_ALL // in_each):
            part_digests(tables[number % FILES], label=LABEL)
        whole = Statistics.from_bytes(kept)
        whole.merge(measure_part(*parts[0], label=LABEL))
        whole.as_document()
        spent.append(time.perf_counter() - began)
    return median(spent) / of_all


def main(who: str, folder: Path, worker: int) -> None:
    if who == "tables":
        tables(folder)
    elif who == "add":
        sys.stdout.write(f"{added_share(folder)}\n")
    else:
        {"ours": ours, "bare": bare}[who](folder, worker)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
        sys.stdout.write(json.dumps(peak) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
