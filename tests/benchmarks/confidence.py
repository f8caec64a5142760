"""`python -m tests.benchmarks.confidence` fits the table of `bot/diagnosis/confidence.py` and tries it on the left out.

Every hypothesis of cases of which the cause is known is counted by its standing: public snapshots, where they are at
hand, and made-up applications with one fault and with two, as they are and robbed of a kind of evidence. Each of these
conditions counts alike, however many cases it has. Cases of one cause are much alike, so a share weighs as much as it
has causes, and is drawn towards a half by two more, one right and one wrong. Then all is made monotone: rising with the
grade, falling with what was missing. Nothing of the data is kept but the shares.
"""

import argparse
import random
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from bot.adapters.folder import read_folder
from bot.detectors.catalogue import DETECTORS
from bot.diagnosis.ranking import rank
from bot.diagnosis.standing import Grade, Standing, standings
from bot.domain.diagnosis import Finding
from bot.domain.snapshot import Snapshot
from bot.facts.view import View
from tests.benchmarks import mutations
from tests.benchmarks.calibration import error
from tests.benchmarks.opsbench import LABELS, SHARED, cases_in, place_of
from tests.worlds.cases import FAULTS, doubly_faulty, faulty
from tests.worlds.styles import STYLES
from tests.worlds.truth import Truth

ROBBED = (mutations.untouched, mutations.without_events, mutations.without_logs, mutations.without_signals)
PUBLIC = (*ROBBED, mutations.with_noise, mutations.with_sidecars, mutations.without_metrics)
PAIRS, MOST, KINDS = 500, 3, 3
SUREST = 0.98
Cell = tuple[bool, Grade]
Table = dict[Cell, list[float]]


class Row(NamedTuple):
    """One hypothesis: its condition and application, the true causes there, its standing, and whether it is right."""

    condition: str
    application: str
    causes: tuple[str, ...]
    standing: Standing
    right: bool


def main() -> None:
    """Print the table, and the expected errors of tables fitted without a cause, and without an application."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", nargs="?", type=Path, default=SHARED)
    rows = collect(parser.parse_args().archive)
    table = fit(rows)
    for leads, name in ((True, "LEADS"), (False, "BESIDE")):
        print(f"{name}:")
        for grade in Grade if not leads else list(Grade)[1:]:
            shares = ", ".join(f"{share:.2f}" for share in table[leads, grade])
            counts = Counter(one.standing for one in rows)
            seen = [counts[Standing(grade, leads, missing)] for missing in range(KINDS)]
            print(f"    Grade.{grade.name}: ({shares}),  # {seen}")
    told = {
        "fitted on all": [_said(table, one) for one in rows],
        "cause left out": list(_left_out(rows, lambda one: one.causes)),
        "application left out": list(_left_out(rows, lambda one: (one.application,))),
    }
    for what, pairs in told.items():
        print(f"\nexpected error, {what}: {error([(said, one.right) for said, one in pairs]):.3f}")
        for condition in dict.fromkeys(one.condition for one in rows):
            mine = [(said, one.right) for said, one in pairs if one.condition == condition]
            first = [
                (said, one.right) for said, one in pairs if one.condition == condition and one.standing.leads
            ]
            print(
                f"  {condition:28}{len(first):5} first {error(first):.3f}{len(mine):6} all {error(mine):.3f}"
            )


def collect(archive: Path) -> list[Row]:
    """All rows, in an order of their own."""
    found: list[Row] = []
    with ProcessPoolExecutor(2) as pool, tempfile.TemporaryDirectory(prefix="lookout-fit-") as folder:
        if archive.exists():
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
            home = next(Path(folder).rglob("labels.jsonl")).parent
            for rows in pool.map(_public, cases_in(home), chunksize=4):
                found += rows
        plans = [(fault, style) for fault in range(len(FAULTS)) for style in range(len(STYLES))]
        for rows in pool.map(_made_up, plans, chunksize=16):
            found += rows
        for rows in pool.map(_double, range(PAIRS), chunksize=16):
            found += rows
    return found


def fit(rows: Iterable[Row]) -> Table:
    """Shares by standing, monotone, each condition with the same weight."""
    rows = list(rows)
    sizes = Counter(one.condition for one in rows)
    right: dict[Standing, float] = defaultdict(float)
    seen: dict[Standing, float] = defaultdict(float)
    causes: dict[Standing, set[str]] = defaultdict(set)
    for one in rows:
        weight = 1 / sizes[one.condition]
        seen[one.standing] += weight
        right[one.standing] += weight * one.right
        causes[one.standing] |= set(one.causes)
    table: Table = {}
    weights: Table = {}
    for leads in (True, False):
        for grade in Grade:
            cells = [Standing(grade, leads, missing) for missing in range(KINDS)]
            shares = [(right[one] / seen[one] if seen[one] else 0.5, len(causes[one])) for one in cells]
            table[leads, grade] = [(share * number + 1) / (number + 2) for share, number in shares]
            weights[leads, grade] = [number + 2.0 for _, number in shares]
    _make_monotone(table, weights)
    return {cell: [min(SUREST, share) for share in shares] for cell, shares in table.items()}


def _make_monotone(table: Table, weights: Table) -> None:
    """Rising with the grade, falling with what was missing: one after the other until nothing moves."""
    for _ in range(100):
        for cell in table:
            found = rising([-one for one in table[cell]], weights[cell])
            table[cell] = [-one for one in found]
        for leads in (True, False):
            for missing in range(KINDS):
                column = [table[leads, grade][missing] for grade in Grade]
                mine = [weights[leads, grade][missing] for grade in Grade]
                for grade, share in zip(Grade, rising(column, mine), strict=True):
                    table[leads, grade][missing] = share


def rising(values: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The rising sequence nearest to these values (pool adjacent violators)."""
    blocks: list[tuple[float, float, int]] = []  # value, weight, length
    for one, heavy in zip(values, weights, strict=True):
        value, weight, length = one, heavy, 1
        while blocks and blocks[-1][0] > value:
            before, more, longer = blocks.pop()
            value = (value * weight + before * more) / (weight + more)
            weight, length = weight + more, length + longer
        blocks.append((value, weight, length))
    return [value for value, _, length in blocks for _ in range(length)]


def _said(table: Table, row: Row) -> tuple[float, Row]:
    return table[row.standing.leads, row.standing.grade][row.standing.missing], row


def _left_out(rows: Sequence[Row], key: Callable[[Row], tuple[str, ...]]) -> Iterator[tuple[float, Row]]:
    """What a table fitted without a row's own cause (or application) says of it."""
    for left in sorted({key(one)[0] for one in rows}):
        table = fit(one for one in rows if left not in key(one))
        yield from (_said(table, one) for one in rows if key(one)[0] == left)


def _rows(
    snapshot: Snapshot,
    condition: str,
    application: str,
    causes: tuple[str, ...],
    right: Callable[[Finding], bool],
) -> list[Row]:
    view = View(snapshot)
    ranked = rank(view, [one for detector in DETECTORS for one in detector.detect(view)])[:MOST]
    return [
        Row(condition, application, causes, standing, right(one.finding))
        for one, standing in zip(ranked, standings(view, ranked), strict=True)
    ]


def _public(case: tuple[Path, dict[str, str]]) -> list[Row]:
    folder, label = case
    snapshot = read_folder(folder / label["snapshot"])
    wanted = label["root_cause"]

    def right(one: Finding) -> bool:
        return place_of(one.subject) == label["object"] and wanted in LABELS.get(one.cause, [])

    return [
        row
        for mutation in PUBLIC
        for row in _rows(mutation(snapshot, "")[0], f"public {mutation.__name__}", "public", (wanted,), right)
    ]


def _made_up(plan: tuple[int, int]) -> list[Row]:
    fault, style = FAULTS[plan[0]], plan[1]
    case = faulty(fault, style)
    if case is None or case.truth is None:
        return []
    truth = case.truth
    return [
        row
        for mutation in ROBBED
        for row in _rows(
            mutation(case.snapshot, "")[0], f"made-up {mutation.__name__}", STYLES[style].name,
            (fault.__name__,), lambda one: _is(truth, one),
        )
    ]  # fmt: skip


def _double(number: int) -> list[Row]:
    rng = random.Random(number)
    first, second = rng.sample(FAULTS, 2)
    style = rng.randrange(len(STYLES))
    found = doubly_faulty(first, second, style, rng.randrange(PAIRS))
    if found is None or found[0].truth is None:
        return []
    truths = (found[0].truth, found[1])
    return _rows(
        found[0].snapshot, "made-up two at once", STYLES[style].name, (first.__name__, second.__name__),
        lambda one: any(_is(truth, one) for truth in truths),
    )  # fmt: skip


def _is(truth: Truth, one: Finding) -> bool:
    return one.subject.name == truth.name and one.cause in truth.causes


if __name__ == "__main__":
    main()
