"""What a diagnosis costs and how it grows: made-up clusters of 500 to 5,000 pods, then the public snapshots if at hand.

Each size is read and judged by a process of its own, so that its peak of memory is its own.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.adapters.folder import read_folder
from bot.diagnosis import diagnose
from tests.benchmarks import big, opsbench

SIZES = (500, 1_000, 2_000, 5_000)
OURS = Path(__file__).parents[2]


def main() -> None:
    """Print the curve, then the table of A@1."""
    if sys.argv[1:2] == ["one"]:
        print(json.dumps(one(Path(sys.argv[2]))))
        return
    with tempfile.TemporaryDirectory(prefix="lookout-big-") as folder:
        print(f"{'pods':>6}{'MB':>6}{'read':>9}{'rules':>9}{'us a pod':>10}{'findings':>10}{'peak RSS':>10}")
        for size in SIZES:
            root = Path(folder) / str(size)
            big.write(root, size)
            told = _measured(root)
            print(
                f"{size:6}{told['mb']:6.0f}{told['read']:8.2f}s{told['rules']:8.2f}s"
                f"{told['rules'] / size * 1e6:10.0f}{told['findings']:10.0f}{told['peak']:8.0f}MB",
                flush=True,
            )
    print()
    opsbench.main()  # takes the rest of the command line: another folder or archive of labelled snapshots


def one(root: Path) -> dict[str, float]:
    """Read and judge one folder."""
    began = time.process_time()
    snapshot = read_folder(root)
    read = time.process_time() - began
    began = time.process_time()
    found = diagnose(snapshot, version="benchmark")
    rules = time.process_time() - began
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"mb": size / 1e6, "read": read, "rules": rules, "findings": found.findings, "peak": peak}


def _measured(root: Path) -> dict[str, float]:
    words = [sys.executable, "-m", "tests.benchmarks.diagnosis", "one", str(root)]
    ended = subprocess.run(words, capture_output=True, text=True, check=True, cwd=OURS, env=dict(os.environ))
    found: dict[str, float] = json.loads(ended.stdout)
    return found


if __name__ == "__main__":
    main()
