"""The tests that mutants are tried against: collected once, each with the lines that it runs and the time it takes."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import coverage
import pytest

from tests.mutation.forked import Forked, run_forked
from tests.mutation.found import digest, file_of

NEAR = 10
"""Lines."""
Lines = dict[str, list[int]]
"""By file, relative to the project."""


@dataclass
class Known:
    """What is known of one test: the lines that it runs, and its time in seconds; None if it fails or is skipped.

    `source` is the digest of its file as it was then; `lines` has nothing of files that were not looked at.
    """

    source: str
    seconds: float | None
    lines: Lines = field(default_factory=dict)


@dataclass
class Pool:
    """All tests, by their id, with what is known of them; `kept` is where that is written down."""

    items: Mapping[str, pytest.Item]
    kept: Path
    known: dict[str, Known] = field(default_factory=dict)
    kills: Counter[tuple[str, str]] = field(default_factory=Counter)

    def learn(self, files: Sequence[str], forked: Forked) -> None:
        """Run every test that changed since it was measured last, or was not measured on all of these files."""
        rows = json.loads(self.kept.read_text()) if self.kept.exists() else {}
        old = {name: Known(**row) for name, row in rows.items()}
        for name in self.items:
            before = old.get(name)
            if (
                before is not None
                and before.source == digest(file_of(name))
                and before.lines.keys() >= set(files)
            ):
                self.known[name] = before
        new = [name for name in self.items if name not in self.known]
        for name, seconds, lines in _measured(new, self.items, files, forked):
            self.known[name] = Known(digest(file_of(name)), seconds, lines)
            if seconds is None:
                print(f"left out, since it fails or is skipped: {name}", flush=True)
        self.kept.write_text(json.dumps({name: vars(one) for name, one in (old | self.known).items()}))

    def for_lines(self, file: str, lines: range, rooms: tuple[str, ...], function: str) -> list[str]:
        """The tests of these rooms that run any of these lines (of the file, where nobody runs them but by loading it).

        Those that need a server come last. Before that, in turn: one that found most mutants of this function in its
        time; one that runs lines nearby that few others run (where a condition is stuck, it is one that went the other
        way); and the next in the order of the rooms.
        """
        of_file = {name: set(run) for name, one in self.known.items() if (run := one.lines.get(file))}
        mine = {name: run for name, run in of_file.items() if name.startswith(rooms) and self.passes(name)}
        chosen = {name: run for name, run in mine.items() if run.intersection(lines)} or mine
        near = range(lines.start - NEAR, lines.stop + NEAR)
        runners = Counter(line for run in chosen.values() for line in run.intersection(near))
        rare = {
            name: sum(1 / runners[line] for line in run.intersection(near)) for name, run in chosen.items()
        }
        place = {name: next(at for at, room in enumerate(rooms) if name.startswith(room)) for name in chosen}
        worth = {name: self.kills[function, name] / (self.known[name].seconds or 1) for name in chosen}
        by_kills = sorted(chosen, key=lambda one: (-worth[one], self.known[one].seconds, one))
        by_rarity = sorted(chosen, key=lambda one: (-rare[one], one))
        by_room = sorted(chosen, key=lambda one: (place[one], -rare[one], one))
        in_turn = dict.fromkeys(
            one for pair in zip(by_kills, by_rarity, by_room, strict=True) for one in pair
        )
        return sorted(in_turn, key=self.is_slow)

    def passes(self, name: str) -> bool:
        """Whether it did when it was measured."""
        return self.known[name].seconds is not None

    def quickest(self) -> list[str]:
        """All that pass, the quick ones first."""
        passed = filter(self.passes, self.known)
        return sorted(passed, key=lambda name: (self.known[name].seconds, name))

    def is_slow(self, name: str) -> bool:
        """Whether it needs a server."""
        return self.items[name].get_closest_marker("needs") is not None

    def count(self, function: str, name: str) -> None:
        """This test found a mutant of a function: it is asked early about others of it."""
        self.kills[function, name] += 1

    def patience(self, names: Sequence[str]) -> float:
        """After how many seconds tests that should be over by far are."""
        return 30.0 + 10 * sum(self.known[name].seconds or 0.0 for name in names)


def _measured(
    names: Sequence[str], items: Mapping[str, pytest.Item], files: Sequence[str], forked: Forked
) -> Iterator[tuple[str, float | None, Lines]]:
    """In one process apart from this one, which stays as it was."""
    if not names:
        return
    found: dict[str, float | None] = {}

    def measure(tell: Callable[[str], None]) -> None:
        watch = coverage.Coverage(
            data_file=None, config_file=False, include=files, concurrency=["greenlet", "thread"]
        )
        watch.start()
        for name, following in zip(names, [*names[1:], ""], strict=True):
            watch.switch_context(name)
            forked.run_one(items[name], items.get(following))
            found[name] = forked.seconds if forked.passed else None
        watch.stop()
        data = watch.get_data()
        run: dict[str, Lines] = {name: {file: [] for file in files} for name in names}
        for file in files:
            for line, contexts in data.contexts_by_lineno(str(Path(file).absolute())).items():
                for name in contexts:
                    if name in run:
                        run[name][file].append(line)
        tell(json.dumps([(name, found[name], run[name]) for name in names]))

    told, _ = run_forked(measure, limit=3600.0)
    yield from json.loads(told)
