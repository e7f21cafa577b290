"""Read hostile files and print what each cost: `python -m tests.etl.hostile --count 300 --only WORDS --sizes 1000`.

Each file is read as `portfolio check` reads it, in a process of its own. Ends with 1 where a bound is broken.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.etl.hostile.measured import KINDS, SIZES, Cost, chosen, measure


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Measure, print, judge."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--count", type=int, default=300)
    asked.add_argument("--only", default="")
    asked.add_argument("--sizes", default=",".join(map(str, SIZES)))
    options = asked.parse_args()
    sizes = tuple(map(int, options.sizes.split(",")))
    kinds = [name for name in KINDS if options.only in name]
    costs: list[Cost] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, size, seed in chosen(kinds, sizes, options.count):
            cost = measure(name, size, seed, Path(folder))
            costs.append(cost)
            _say(cost.line())
    broken = [cost for cost in costs if not cost.holds]
    usual = sum(cost.is_usual for cost in costs)
    _say(f"{len(costs)} files of {len({cost.name for cost in costs})} kinds; within 20 s and 1 GB: {usual}")
    _say(f"slowest {max(cost.seconds for cost in costs):.1f} s, largest {max(cost.megabytes for cost in costs)} MB")
    for cost in broken:
        _say(f"BROKEN {cost.line()}")
    return 1 if broken or usual < len(costs) * 0.95 else 0


if __name__ == "__main__":
    sys.exit(main())
