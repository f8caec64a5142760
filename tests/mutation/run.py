"""`make mutants`: which small changes of these files no test notices; see README.md beside this.

pytest collects once and then, in place of running the tests, forks for each mutant: the copy puts the mutant into the
loaded module and runs the tests that run its line, until one fails. What was found is kept in `build/mutants` and
asked again only where the file changed, or, for what nobody noticed, where a test did.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile

import hypothesis
import pytest

from tests.mutation.found import KEPT
from tests.mutation.rooms import rooms_of
from tests.mutation.tries import Tries

SECONDS = 20.0
"""After which a test that a mutant holds up has failed."""
_OPTIONS = ("-s", "--tb=line", "-p", "no:cacheprovider", "-n", "0", "-m", "not e2e")
# Of this folder, in which no test is that anybody runs here.
_QUIET = ("-W", "ignore::pytest.PytestAssertRewriteWarning")


def main() -> int:
    """0 if every mutant is found or explained."""
    parser = argparse.ArgumentParser(description="Try small changes of files against their tests.")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--only", default="", metavar="WORDS", help="mutants with this in their names")
    parser.add_argument("--list", action="store_true", help="also those that are found or explained")
    parser.add_argument("--most", type=int, metavar="TESTS", help="tests that one is tried against, not all")
    parser.add_argument("--first", nargs="+", default=(), metavar="WORD", help="tests to begin with")
    asked = parser.parse_args()
    try:
        rooms = sorted({room for file in asked.files for room in rooms_of(file)})
    except LookupError as problem:
        parser.error(str(problem))
    KEPT.mkdir(parents=True, exist_ok=True)
    hypothesis.settings.register_profile("mutants", database=None, derandomize=True, deadline=None)
    hypothesis.settings.load_profile("mutants")
    for ended in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ended, signal.default_int_handler)  # however it ends, its server ends too
    tries = Tries(asked.files, asked.only, listed=asked.list, most=asked.most, first=asked.first)
    # In memory where that can be: each test writes a record of its own, and a disk that syncs is most of its time.
    memory = next(filter(os.path.isdir, ["/dev/shm"]), None)  # a folder with a name of its own in it
    folder = tempfile.mkdtemp(prefix="mutants-", dir=memory)
    kept = ("-o", f"timeout={SECONDS}", "-o", "tmp_path_retention_policy=none", f"--basetemp={folder}/t")
    try:
        code = pytest.main([*_OPTIONS, *_QUIET, *kept, *rooms], [tries])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    to_look_at = sum(one["alive"] + one["stale"] for one in tries.counts.values())
    return 1 if to_look_at or code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED} else 0


if __name__ == "__main__":
    sys.exit(main())
