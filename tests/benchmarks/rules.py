"""`make bench-rules`: how right, how robust, how calibrated and how calm the rules are.

Four parts. Public snapshots, where they are at hand, in two halves told apart by a digest of their names (`held`
were not looked into while rules were written). The same snapshots mutated in ways that change no cause. Made-up
applications with one fault each, as they are and robbed of a kind of evidence, and with two at once. Healthy ones with
ordinary noise. Then: of what was said with a confidence, how much was right, at rank 1 and over all ranks, in all and
by condition. What the table says of causes and applications that it was not fitted on, `confidence` prints.
"""

import argparse
import hashlib
import random
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from bot.adapters.folder import read_folder
from bot.diagnosis import diagnose
from bot.domain.diagnosis import Hypothesis, VerdictKind
from tests.benchmarks.calibration import error, reliability
from tests.benchmarks.mutations import MUTATIONS, untouched, without_events, without_logs, without_signals
from tests.benchmarks.opsbench import LABELS, SHARED, cases_in, place_of
from tests.worlds.cases import FAMILIES, FAULTS, doubly_faulty, faulty, healthy
from tests.worlds.styles import STYLES
from tests.worlds.truth import Truth

ROBBED = (untouched, without_events, without_logs, without_signals)
PAIRS = 300
_THIRD = 3


class Said(NamedTuple):
    """One hypothesis of one snapshot, and whether it is right; `condition` is what the snapshot went through."""

    condition: str
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
        for found in pool.map(_double, range(PAIRS), chunksize=16):
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
        condition = f"public {mutation.__name__}"
        group = f"{condition} {'looked at' if half else 'held'}"
        found.append(_judged(group, condition, label["root_cause"], said))
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
        truth = case.truth if case else None
        if case is None or truth is None:
            continue
        for mutation in ROBBED:
            told = diagnose(mutation(case.snapshot, "")[0], version="benchmark")
            said = [(one, _true(one, truth)) for one in told.hypotheses]
            condition = f"made-up {mutation.__name__}"
            group = f"made-up {family}" if mutation is untouched else condition
            found.append(_judged(group, condition, fault.__name__, said))
    return found


def _double(number: int) -> list[Judged]:
    """Two faults at once: right is whatever names either of them; "both" counts those told within three."""
    rng = random.Random(f"two/{number}")
    first, second = rng.sample(FAULTS, 2)
    case = doubly_faulty(first, second, rng.randrange(len(STYLES)), number)
    if case is None or case[0].truth is None:
        return []
    truths = (case[0].truth, case[1])
    told = diagnose(case[0].snapshot, version="benchmark").hypotheses
    said = [(one, any(_true(one, truth) for truth in truths)) for one in told]
    both = all(any(_true(one, truth) for one in told) for truth in truths)
    name = f"{first.__name__} and {second.__name__}"
    return [
        _judged("made-up two at once", "made-up two at once", name, said),
        Judged("made-up two at once, both within three", name, both, ()),
    ]


def _true(one: Hypothesis, truth: Truth) -> bool:
    return one.subject.name == truth.name and one.cause in truth.causes


def _calm(number: int) -> VerdictKind:
    return diagnose(healthy(number).snapshot, version="benchmark").verdict


def _judged(group: str, condition: str, cause: str, said: Sequence[tuple[Hypothesis, bool]]) -> Judged:
    named = tuple(Said(condition, one.rank, one.confidence, right) for one, right in said)
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
        if wrong and not any(word in name for word in ("looked at", "held", "without")):
            print(f"    wrong: {', '.join(f'{cause} x{count}' for cause, count in sorted(wrong.items()))}")
    alarms, unsure = calm.count(VerdictKind.FAULT), calm.count(VerdictKind.UNSURE)
    print(f"\nhealthy clusters: {len(calm)}, false alarms {alarms}, unsure {unsure}")
    _calibration([said for one in judged for said in one.said])


def _calibration(said: Sequence[Said]) -> None:
    """The whole, then each condition: expected error of the first hypotheses, and of all."""
    print()
    print(reliability("rank 1", [_pair(one) for one in said if one.rank == 1]))
    print()
    print(reliability("all ranks", [_pair(one) for one in said]))
    print(f"\n{'expected calibration error, by condition':46}{'rank 1':>7}{'all':>8}")
    for condition in dict.fromkeys(one.condition for one in said):
        mine = [one for one in said if one.condition == condition]
        first = [_pair(one) for one in mine if one.rank == 1]
        print(f"{condition:46}{error(first):7.3f}{error([_pair(one) for one in mine]):8.3f}")


def _pair(one: Said) -> tuple[float, bool]:
    return one.confidence, one.right


if __name__ == "__main__":
    main()
