"""The rules held against labelled snapshots: rank 1 is right if object and root cause both are (A@1).

Takes a folder of snapshots with a `labels.jsonl`, or an archive of one (`.tar.xz`), which is unpacked beside the
system's other temporary files. `opsbench.json` maps our causes to the labels. With `--others`, each snapshot is also
judged as if another namespace were the incident's: whatever is called a fault there is a false alarm, unless a node
or the control plane is.
"""

import argparse
import json
import sys
import tarfile
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from bot.adapters.folder import read_folder
from bot.diagnosis import diagnose
from bot.domain.diagnosis import Hypothesis, VerdictKind
from bot.domain.target import Subject

LABELS: dict[str, list[str]] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
SHARED = Path(__file__).parents[3] / "shared" / "data" / "cloud-opsbench-dev.tar.xz"
CLUSTERS_OWN = {"Node", "Namespace"}
STEPS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 1.0)


class Outcome(NamedTuple):
    """One snapshot judged."""

    snapshot: str
    label: str
    wanted: str
    said: str
    right: bool
    in_three: bool
    object_right: bool
    cause_right: bool
    confidence: float
    seconds: float
    alarms: tuple[str, ...]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--others", action="store_true", help="judge the other namespaces too")
    given = parser.parse_args()
    if given.folder == SHARED and not SHARED.exists():
        print("the public snapshots are not here, so the rules were not measured on them")
        return
    if not given.folder.exists():
        sys.exit(f"{given.folder} is not here")
    if given.folder.is_dir():
        report(given.folder, others=given.others)
        return
    with tempfile.TemporaryDirectory(prefix="lookout-opsbench-") as unpacked:
        with tarfile.open(given.folder) as archive:
            archive.extractall(unpacked, filter="data")
        labels = next(Path(unpacked).rglob("labels.jsonl"))
        report(labels.parent, others=given.others)


def report(folder: Path, *, others: bool) -> None:
    """Judge all snapshots of a folder in two processes and print what came of it."""
    cases = [(*case, others) for case in cases_in(folder)]
    began = time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        outcomes = list(pool.map(judge, cases, chunksize=4))
    _print(outcomes, time.perf_counter() - began)


def cases_in(folder: Path) -> list[tuple[Path, dict[str, str]]]:
    """Each label with the folder that its snapshot is in."""
    lines = (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    return [(folder, json.loads(line)) for line in lines if line.strip()]


def judge(case: tuple[Path, dict[str, str], bool]) -> Outcome:
    """Diagnose one snapshot and hold rank 1 against its label."""
    folder, wanted, others = case
    snapshot = read_folder(folder / wanted["snapshot"])
    began = time.perf_counter()
    found = diagnose(snapshot, version="benchmark")
    seconds = time.perf_counter() - began
    best = found.hypotheses[0] if found.hypotheses else None
    place = place_of(best.subject) if best else ""
    held = [_held(one, wanted) for one in found.hypotheses[:3]] or [(False, False)]
    alarms: list[str] = []
    for namespace in sorted(snapshot.objects.get("pods", {})) if others else ():
        if namespace != snapshot.scope.namespace:
            scope = snapshot.scope.model_copy(update={"namespace": namespace})
            alone = {
                plural: {space: found for space, found in homes.items() if space in {namespace, ""}}
                for plural, homes in snapshot.objects.items()
            }
            told = diagnose(
                snapshot.model_copy(update={"scope": scope, "objects": alone, "alerts": ()}), version="x"
            )
            if told.verdict is VerdictKind.FAULT and told.hypotheses[0].subject.kind not in CLUSTERS_OWN:
                alarms.append(f"{namespace}: {told.hypotheses[0].cause} {told.hypotheses[0].subject}")
    said = f"{best.cause} of {place}" if best else found.verdict.value
    return Outcome(
        wanted["snapshot"],
        wanted["root_cause"],
        wanted["object"],
        said,
        all(held[0]),
        any(all(one) for one in held),
        *held[0],
        best.confidence if best else 0.0,
        seconds,
        tuple(alarms),
    )


def _held(one: Hypothesis, wanted: dict[str, str]) -> tuple[bool, bool]:
    """Whether it has the label's object, and the label's root cause."""
    return place_of(one.subject) == wanted["object"], wanted["root_cause"] in LABELS.get(one.cause, [])


def place_of(subject: Subject) -> str:
    """A subject as the labels name it."""
    kind = subject.kind.lower() if subject.kind in CLUSTERS_OWN else "app"
    return f"{kind}/{subject.name}"


def _print(outcomes: list[Outcome], seconds: float) -> None:
    number = len(outcomes)
    for what, right in (
        ("A@1 (object and root cause)", [one.right for one in outcomes]),
        ("A@3", [one.in_three for one in outcomes]),
        ("object alone, at rank 1", [one.object_right for one in outcomes]),
        ("root cause alone, at rank 1", [one.cause_right for one in outcomes]),
    ):
        print(f"{what:30}{sum(right) / number:.3f} ({sum(right)} of {number})")
    times = sorted(one.seconds * 1000 for one in outcomes)
    print(
        f"diagnosis p50 {times[len(times) // 2]:.0f} ms, max {times[-1]:.0f} ms; all read and judged in {seconds:.1f} s"
    )
    print(f"\n{'by root cause':42}{'of':>3}  A@1  A@3")
    for label, members in sorted(_by_label(outcomes).items()):
        first, third = sum(one.right for one in members), sum(one.in_three for one in members)
        print(f"  {label:40}{len(members):3}{first:5}{third:5}")
    print("\ncalibration: confidence said, share right")
    for low, high, members in _bands(outcomes):
        share = sum(one.right for one in members) / len(members)
        said = sum(one.confidence for one in members) / len(members)
        print(f"  {low:.2f} to {high:.2f}: {len(members):4} said {said:.2f} right {share:.2f}")
    for one in outcomes:
        if not one.right:
            print(
                f"\nwrong: {one.snapshot} is {one.label} of {one.wanted}, said {one.said} ({one.confidence})"
            )
        for alarm in one.alarms:
            print(f"false alarm: {one.snapshot} {alarm}")


def _by_label(outcomes: list[Outcome]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        found[one.label].append(one)
    return found


def _bands(outcomes: list[Outcome]) -> Iterator[tuple[float, float, list[Outcome]]]:
    bands: dict[int, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        if one.confidence:
            bands[sum(one.confidence >= step for step in STEPS)].append(one)
    for place in sorted(bands):
        yield (0.0, *STEPS)[place], (*STEPS, 1.0)[place], bands[place]


if __name__ == "__main__":
    main()
