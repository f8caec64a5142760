"""`make bench-rules`: how right, how robust, how calibrated and how calm the rules are.

Four parts. Public snapshots, where they are at hand, in two halves told apart by a digest of their names (`held`
were not looked into while rules were written). The same snapshots mutated in ways that change no cause. Made-up
applications with one fault each. Healthy ones with ordinary noise. Then, over all of these: of what was said with a
confidence, how much was right, at rank 1 and over all ranks, and what a map fitted with each cause left out would say.
"""

import argparse
import hashlib
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from bot.adapters.folder import read_folder
from bot.diagnosis import diagnose
from bot.domain.diagnosis import Hypothesis, VerdictKind
from tests.benchmarks.mutations import MUTATIONS
from tests.benchmarks.opsbench import LABELS, SHARED, cases_in, place_of
from tests.worlds.cases import FAMILIES, FAULTS, faulty, healthy
from tests.worlds.styles import STYLES
from tests.worlds.truth import Truth

BANDS = (0.0, 0.35, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)
_THIRD = 3


class Said(NamedTuple):
    """One hypothesis of one snapshot, and whether it is right. `cause` is the true one, or the fault's name."""

    group: str
    cause: str
    rank: int
    confidence: float
    right: bool


class Judged(NamedTuple):
    """One snapshot: in which group, which cause it has, whether rank 1 is right, and all that was said."""

    group: str
    cause: str
    right: bool
    said: tuple[Said, ...]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--seeds", type=int, default=1, help="variants of each fault in each application")
    parser.add_argument("--healthy", type=int, default=140, help="how many healthy clusters")
    given = parser.parse_args()
    with ProcessPoolExecutor(2) as pool, tempfile.TemporaryDirectory(prefix="lookout-rules-") as folder:
        judged: list[Judged] = []
        if given.archive.exists():
            with tarfile.open(given.archive) as archive:
                archive.extractall(folder, filter="data")
            home = next(Path(folder).rglob("labels.jsonl")).parent
            for found in pool.map(_public, cases_in(home), chunksize=4):
                judged += found
        else:
            print("the public snapshots are not here, so the rules were not measured on them")
        plans = [(place, style, given.seeds) for place in range(len(FAULTS)) for style in range(len(STYLES))]
        for found in pool.map(_made_up, plans, chunksize=16):
            judged += found
        calm = list(pool.map(_calm, range(given.healthy), chunksize=8))
    _print(judged, calm)


def _public(case: tuple[Path, dict[str, str]]) -> list[Judged]:
    """One public snapshot under every mutation."""
    folder, label = case
    snapshot = read_folder(folder / label["snapshot"])
    kind, _, name = label["object"].partition("/")
    half = int(hashlib.sha256(label["snapshot"].encode()).hexdigest(), 16) % _THIRD
    found = []
    for mutation in MUTATIONS:
        changed, known = mutation(snapshot, name)
        told = diagnose(changed, version="benchmark")
        wanted = f"{kind}/{known}"
        said = [(one, _matches(one, wanted, label["root_cause"])) for one in told.hypotheses]
        group = f"public {mutation.__name__} {'looked at' if half else 'held'}"
        found.append(_judged(group, label["root_cause"], said))
    return found


def _matches(one: Hypothesis, wanted: str, cause: str) -> bool:
    return place_of(one.subject) == wanted and cause in LABELS.get(one.cause, [])


def _made_up(plan: tuple[int, int, int]) -> list[Judged]:
    """The variants of one fault in one application."""
    fault = FAULTS[plan[0]]
    family = next(name for name, faults in FAMILIES.items() if fault in faults)
    found = []
    for seed in range(plan[2]):
        case = faulty(fault, plan[1], seed)
        if case and case.truth:
            told = diagnose(case.snapshot, version="benchmark")
            said = [(one, _true(one, case.truth)) for one in told.hypotheses]
            found.append(_judged(f"made-up {family}", fault.__name__, said))
    return found


def _true(one: Hypothesis, truth: Truth) -> bool:
    return one.subject.name == truth.name and one.cause in truth.causes


def _calm(number: int) -> VerdictKind:
    return diagnose(healthy(number).snapshot, version="benchmark").verdict


def _judged(group: str, cause: str, said: Sequence[tuple[Hypothesis, bool]]) -> Judged:
    named = tuple(Said(group, cause, one.rank, one.confidence, right) for one, right in said)
    return Judged(group, cause, any(one.right and one.rank == 1 for one in named), named)


def _print(judged: list[Judged], calm: list[VerdictKind]) -> None:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.group].append(one)
    print(f"{'A@1':46}{'right':>7}{'of':>6}{'share':>8}")
    for name, members in groups.items():
        right = sum(one.right for one in members)
        print(f"{name:46}{right:7}{len(members):6}{right / len(members):8.3f}")
        wrong = Counter(one.cause for one in members if not one.right)
        if wrong and "looked at" not in name and "held" not in name:
            print(f"    wrong: {', '.join(f'{cause} x{count}' for cause, count in sorted(wrong.items()))}")
    alarms, unsure = calm.count(VerdictKind.FAULT), calm.count(VerdictKind.UNSURE)
    print(f"\nhealthy clusters: {len(calm)}, false alarms {alarms}, unsure {unsure}")
    counted = [one for one in judged if not one.group.startswith("public ") or " untouched " in one.group]
    _calibration("rank 1", [said for one in counted for said in one.said if said.rank == 1])
    _calibration("all ranks", [said for one in counted for said in one.said])


def _calibration(what: str, said: Sequence[Said]) -> None:
    print(f"\ncalibration, {what}: confidence said, share right")
    for low, high in pairwise(BANDS):
        mine = [one for one in said if low <= one.confidence < high]
        if mine:
            mean = sum(one.confidence for one in mine) / len(mine)
            share = sum(one.right for one in mine) / len(mine)
            print(f"  {low:.2f} to {min(high, 1.0):.2f}: {len(mine):5} said {mean:.2f} right {share:.2f}")
    fitted = list(_left_out(said))
    now = _error([(one.confidence, one.right) for one in said])
    print(f"  expected error {now:.3f}; of a monotone map fitted on all other causes {_error(fitted):.3f}")


def _left_out(said: Sequence[Said]) -> Iterator[tuple[float, bool]]:
    """What a monotone map, fitted without the hypothesis's own cause, would have said."""
    for cause in {one.cause for one in said}:
        steps = isotonic([(one.confidence, one.right) for one in said if one.cause != cause])
        for one in said:
            if one.cause == cause:
                below = [value for level, value in steps if level <= one.confidence]
                yield (below[-1] if below else steps[0][1]), one.right


def isotonic(pairs: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """The rising steps nearest to these pairs (pool adjacent violators): (from which confidence, share right)."""
    blocks: list[list[float]] = []  # level, sum, number
    for level, right in sorted(pairs):
        blocks.append([level, float(right), 1.0])
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][2] >= blocks[-1][1] * blocks[-2][2]:
            _, total, number = blocks.pop()
            blocks[-1][1] += total
            blocks[-1][2] += number
    return [(level, total / number) for level, total, number in blocks]


def _error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error over the bands."""
    total = 0.0
    for low, high in pairwise(BANDS):
        mine = [(said, right) for said, right in pairs if low <= said < high]
        if mine:
            total += abs(sum(said for said, _ in mine) - sum(right for _, right in mine))
    return total / len(pairs) if pairs else 0.0


if __name__ == "__main__":
    main()
