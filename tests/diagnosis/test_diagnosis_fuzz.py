"""Other people's data: a valid snapshot, broken anywhere, still gives a diagnosis that says what it could not use."""

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import diagnosis
from bot.detectors.catalogue import DETECTORS
from bot.diagnosis import RULE_FAILED, diagnose
from bot.diagnosis.jsonl import as_json
from bot.domain.diagnosis import Finding
from bot.domain.snapshot import Snapshot
from bot.facts.view import View
from bot.render.markdown import markdown
from bot.render.report import report
from tests.diagnosis.town import town

ODD = (
    st.none()
    | st.booleans()
    | st.sampled_from(
        [0, -1, 10**18, -(10**18), 1.5, "", "x", "9" * 400, "2099-01-01T00:00:00Z", "0001-01-01T00:00:00Z"]
    )
    | st.sampled_from(
        ["-5m", "1e400", "1e-400", "100Ei", "\ud800", "a\x00b", "[" * 50, "%s{}$(x)", "::1", "http://:x"]
    )
    | st.sampled_from([[], {}, [None], [[]], [{}], {"": None}, ["x"], [1], {"name": 5}, {"name": None}])
    | st.text(max_size=8)
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every way into a JSON value."""
    found = [path] if path else []
    if isinstance(value, dict):
        pairs = list(value.items())
    else:
        pairs = list(enumerate(value)) if isinstance(value, list | tuple) else []
    for key, inner in pairs:
        found += places(inner, (*path, key))
    return found


def put(value: Any, path: tuple[Any, ...], odd: Any) -> None:
    """Replace what stands there; a way that an earlier change closed is left alone."""
    for key in path[:-1]:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return
    last = path[-1]
    if isinstance(value, dict) or (isinstance(value, list) and isinstance(last, int) and last < len(value)):
        value[last] = odd


OBJECTS: Any = {
    plural: {home: list(found) for home, found in homes.items()} for plural, homes in town().objects.items()
}
SIGNALS: dict[str, Any] = {"alerts": list(town().alerts), "metrics": town().metrics}
PLACES = [path for path in places(OBJECTS) if len(path) > 2]
SIGNAL_PLACES = [path for path in places(SIGNALS) if len(path) > 1]


def broken(
    changes: list[tuple[tuple[Any, ...], Any]], signals: list[tuple[tuple[Any, ...], Any]]
) -> Snapshot:
    """The town with these places replaced."""
    objects, told = copy.deepcopy(OBJECTS), copy.deepcopy(SIGNALS)
    for path, odd in changes:
        put(objects, path, copy.deepcopy(odd))
    for path, odd in signals:
        put(told, path, copy.deepcopy(odd))
    kept = {
        plural: {home: tuple(one for one in found if isinstance(one, dict)) for home, found in homes.items()}
        for plural, homes in objects.items()
    }
    alerts = tuple(one for one in told["alerts"] if isinstance(one, dict))
    return town().model_copy(update={"objects": kept, "alerts": alerts, "metrics": told["metrics"]})


def test_the_town_itself_is_ill_in_many_ways_and_no_rule_fails_on_it() -> None:
    found = diagnose(town(), version="1")
    assert found.findings > 8
    assert not [gap for gap in found.gaps if gap.reason == RULE_FAILED]


def test_a_rule_that_raises_is_a_gap_and_the_others_still_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: View) -> list[Finding]:
        raise RecursionError

    broken_one = DETECTORS[0].model_copy(update={"code": "broken", "detect": failing})
    whole = diagnose(town(), version="1")
    monkeypatch.setattr(diagnosis, "DETECTORS", (broken_one, *DETECTORS))
    found = diagnose(town(), version="1")
    (gap,) = [gap for gap in found.gaps if gap.reason == RULE_FAILED]
    assert (gap.what, gap.why) == ("rule broken", "the rule failed on what was read (RecursionError)")
    assert found.hypotheses == whole.hypotheses


@given(
    st.lists(st.tuples(st.sampled_from(PLACES), ODD), max_size=6),
    st.lists(st.tuples(st.sampled_from(SIGNAL_PLACES), ODD), max_size=2),
)
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_a_snapshot_broken_anywhere_is_diagnosed_and_shown(
    changes: list[tuple[tuple[Any, ...], Any]], signals: list[tuple[tuple[Any, ...], Any]]
) -> None:
    found = diagnose(broken(changes, signals), version="1")
    assert [gap.what for gap in found.gaps if gap.reason == RULE_FAILED] == []
    assert as_json("town", found)["verdict"] in {"fault", "unsure", "healthy"}
    assert report("town", found)
    assert markdown("town", found)
