"""Equal evidence, equal answer: order of lists and keys, the time of day, the zone in which times are written."""

import json
import random
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.diagnosis import diagnose
from bot.domain.snapshot import Snapshot
from tests.worlds.cases import FAULTS, Case, faulty
from tests.worlds.styles import STYLES
from tests.worlds.truth import Fault

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def told(snapshot: Snapshot) -> list[tuple[str, str, float, str]]:
    """What matters of a diagnosis."""
    found = diagnose(snapshot, version="test")
    return [(one.cause, str(one.subject), one.confidence, one.statement) for one in found.hypotheses]


def mixed(raw: Any, rng: random.Random) -> Any:
    """The same value with the keys of its maps in another order."""
    if isinstance(raw, dict):
        return {key: mixed(raw[key], rng) for key in rng.sample(list(raw), len(raw))}
    return [mixed(one, rng) for one in raw] if isinstance(raw, list) else raw


def rewritten(snapshot: Snapshot, move: Callable[[re.Match[str]], str], taken_at: datetime) -> Snapshot:
    """All times rewritten."""
    objects = json.loads(TIME.sub(move, json.dumps(snapshot.objects)))
    alerts = json.loads(TIME.sub(move, json.dumps(snapshot.alerts)))
    later = (taken_at - snapshot.taken_at).total_seconds()
    return snapshot.model_copy(
        update={
            "objects": {kind: {home: tuple(f) for home, f in at.items()} for kind, at in objects.items()},
            "alerts": tuple(alerts),
            "metrics": moved(snapshot.metrics, later),
            "taken_at": taken_at,
        }
    )


def moved(metrics: dict[str, Any], seconds: float) -> dict[str, Any]:
    """All series, measured so much later."""
    series = metrics.get("data", {}).get("result", ())
    listed = [{**one, "values": [[at + seconds, value] for at, value in one["values"]]} for one in series]
    return {"data": {"result": listed}}


def cases() -> st.SearchStrategy[Case]:
    """Any fault in any style that can have it."""
    drawn = st.tuples(st.sampled_from(FAULTS), st.integers(0, len(STYLES) - 1), st.integers(0, 3))
    return drawn.map(_first)


def _first(drawn: tuple[Fault, int, int]) -> Case:
    """The fault in the drawn style, or in the next one that can have it."""
    fault, begin, seed = drawn
    found = (faulty(fault, begin + step, seed) for step in range(len(STYLES)))
    return next(case for case in found if case)


@settings(deadline=None, max_examples=25)
@given(case=cases(), seed=st.integers(0, 1000))
def test_the_order_of_lists_and_keys_changes_nothing(case: Case, seed: int) -> None:
    rng = random.Random(seed)
    objects = {
        kind: {
            home: tuple(mixed(one, rng) for one in rng.sample(found, len(found)))
            for home, found in at.items()
        }
        for kind, at in case.snapshot.objects.items()
    }
    logs = dict(rng.sample(list(case.snapshot.logs.items()), len(case.snapshot.logs)))
    alerts = tuple(rng.sample(case.snapshot.alerts, len(case.snapshot.alerts)))
    listed = case.snapshot.metrics.get("data", {}).get("result", [])
    metrics = {"data": {"result": [mixed(one, rng) for one in rng.sample(listed, len(listed))]}}
    again = case.snapshot.model_copy(
        update={"objects": objects, "logs": logs, "alerts": alerts, "metrics": metrics}
    )
    assert told(again) == told(case.snapshot)


@settings(deadline=None, max_examples=25)
@given(case=cases(), minutes=st.integers(-14 * 60, 14 * 60))
def test_the_zone_in_which_times_are_written_changes_nothing(case: Case, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    again = rewritten(
        case.snapshot,
        lambda hit: datetime.fromisoformat(hit[0]).astimezone(zone).isoformat(),
        case.snapshot.taken_at,
    )
    assert told(again) == told(case.snapshot)


@settings(deadline=None, max_examples=25)
@given(case=cases(), hours=st.integers(1, 5000))
def test_the_time_of_day_and_of_year_changes_nothing(case: Case, hours: int) -> None:
    later = timedelta(hours=hours)
    again = rewritten(
        case.snapshot,
        lambda hit: (datetime.fromisoformat(hit[0]) + later).isoformat(),
        case.snapshot.taken_at + later,
    )
    assert told(again) == told(case.snapshot)
