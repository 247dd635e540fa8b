"""`make bench ONLY=part`: measures, one line each: name, value, unit, limit, ratio.

The ratio is the share of the allowance that is used: at most 1 holds. A part is the
files that begin with its name, `demand_search.py` and so on, each with a `measure()`;
one of them may be named alone, as `demand_search`.
"""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

PARTS = ("house", "demand", "datasets", "market")
FILES = sorted(path.stem for path in Path(__file__).parent.glob("*.py"))


def main(wanted: list[str]) -> int:
    """Measure the parts that are wanted, all of them if none is named."""
    unknown = [name for name in wanted if not _files(name)]
    if unknown:
        sys.exit(f"There is no part {', '.join(unknown)}: {', '.join(PARTS)}.")
    files = [file for name in wanted or PARTS for file in _files(name)]
    if len(files) == 1:
        return _measure(*files)
    # Each by itself: one that has had a database of its own would leave its address behind.
    commands = ([sys.executable, "-m", "tests.bench", file] for file in files)
    return max(subprocess.run(command, check=False).returncode for command in commands)


def _files(name: str) -> list[str]:
    return [
        file for file in FILES if file.split("_")[0] in PARTS and f"{file}_".startswith(f"{name}_")
    ]


def _measure(file: str) -> int:
    worst = 0.0
    for figure in import_module(f"tests.bench.{file}").measure():
        print(figure, flush=True)
        worst = max(worst, figure.ratio)
    return int(worst > 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
