"""`make bench ONLY=part`: measures, one line each: name, value, unit, limit, ratio.

The ratio is the share of the allowance that is used: at most 1 holds. A part is the
files that begin with its name, `demand_search.py` and so on, each with a `measure()`.
"""

import sys
from importlib import import_module
from pathlib import Path

PARTS = ("house", "demand", "datasets", "market")


def main(wanted: list[str]) -> int:
    """Measure the parts that are wanted, all of them if none is named."""
    unknown = set(wanted) - set(PARTS)
    if unknown:
        sys.exit(f"There is no part {', '.join(unknown)}: {', '.join(PARTS)}.")
    worst = 0.0
    for part in wanted or PARTS:
        for file in sorted(Path(__file__).parent.glob(f"{part}*.py")):
            for figure in import_module(f"tests.bench.{file.stem}").measure():
                print(figure, flush=True)
                worst = max(worst, figure.ratio)
    return int(worst > 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
