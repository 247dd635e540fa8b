"""A million rows of twenty columns, converted and measured, against pandas in the same run."""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.abc import MetaPathFinder
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure

ROWS = 1_000_000
ROUNDS = 3
MIB = 1024


def measure() -> Iterator[Figure]:
    """Let both take turns, each in a process of its own, imports included."""
    with tempfile.TemporaryDirectory(prefix="areba-bench-") as folder:
        path = Path(folder) / "table.csv"
        # In a process of its own: what starts from a large one counts as large from the start.
        _run("table", path)
        ours, theirs = [], []
        for _round in range(ROUNDS):
            ours.append(_run("ours", path))
            theirs.append(_run("pandas", path))
    times = [median(seconds for seconds, _memory in each) for each in (ours, theirs)]
    memory = [median(mebibytes for _seconds, mebibytes in each) for each in (ours, theirs)]
    yield Figure("datasets.csv_time", times[0] / times[1], "of_pandas", 1.0)
    yield Figure("datasets.csv_memory", memory[0] / memory[1], "of_pandas", 0.6)


def _run(who: str, path: Path) -> tuple[float, float]:
    asked = [sys.executable, "-m", "tests.bench.datasets_csv", who, str(path)]
    done = subprocess.run(asked, check=True, capture_output=True, text=True)
    seconds, mebibytes = map(float, done.stdout.split()[-2:])
    return seconds, mebibytes


def write_table(path: Path) -> None:
    """Write measurements, counts, days, names and labels, some of them missing."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv as pc

    draw = np.random.default_rng(1)
    columns = {f"m{n}": np.round(draw.normal(50, 10, ROWS), 3 + n % 3) for n in range(8)}
    columns |= {f"n{n}": draw.integers(0, 10 ** (n + 2), ROWS) for n in range(4)}
    columns["row_id"] = np.arange(ROWS)
    day = np.datetime64("2020-01-01")
    columns["day"] = (day + draw.integers(0, 1_500, ROWS).astype("timedelta64[D]")).astype(str)
    seconds = draw.integers(0, 10**8, ROWS).astype("timedelta64[s]")
    columns["moment"] = (day.astype("datetime64[s]") + seconds).astype(str)
    columns["species"] = draw.choice(["紅ほっぺ", "とちおとめ", "章姫", "あまおう"], ROWS)
    columns["label"] = draw.choice(["健全", "うどんこ病", "灰色かび病"], ROWS, p=[0.7, 0.2, 0.1])
    columns["farm"] = np.char.add("farm ", draw.integers(0, 400, ROWS).astype(str))
    columns["note"] = np.char.add("note ", draw.integers(0, 200_000, ROWS).astype(str))
    gap = np.round(draw.normal(0, 1, ROWS), 4).astype(str)
    columns["gap"] = np.where(draw.random(ROWS) < 0.05, "", gap)
    pc.write_csv(pa.table(columns), path)


class WithoutPandas(MetaPathFinder):
    """A worker has none: where tests are run there is one, and Arrow would load it."""

    def find_spec(self, fullname: str, *_where: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(name=fullname)


def ours(path: Path) -> None:
    """Convert in a confined child and measure part by part, as the pipeline does."""
    sys.meta_path.insert(0, WithoutPandas())
    from datasets.measures.arithmetic.statistics import Statistics, measure_part, part_count
    from marketplace.confinement.child import confined

    table = path.with_name("table.parquet")
    request = {"source": str(path), "target": str(table), "kind": "TEXT"}
    request |= {"encoding": "utf-8", "delimiter": ","}
    confined("convert", request, path.parent)
    whole = measure_part(table, 0, label="label")
    for number in range(1, part_count(table)):
        part = measure_part(table, number, label="label").as_bytes()
        whole.merge(Statistics.from_bytes(part))
    assert whole.as_document()["rows"] == ROWS


def pandas(path: Path) -> None:
    """Read it and ask what anybody asks of a table."""
    import pandas as pd

    table = pd.read_csv(path)
    table.describe()
    for name in table:
        table[name].value_counts()
    table.nunique()


def main(who: str, path: Path) -> None:
    began, before = time.perf_counter(), _peak(resource.RUSAGE_SELF)
    {"ours": ours, "pandas": pandas, "table": write_table}[who](path)
    took = time.perf_counter() - began
    # While the child works, its parent only waits.
    peak = max(_peak(resource.RUSAGE_SELF), before + _peak(resource.RUSAGE_CHILDREN))
    sys.stdout.write(f"{took} {peak / MIB}\n")


def _peak(whose: int) -> int:
    return resource.getrusage(whose).ru_maxrss


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
