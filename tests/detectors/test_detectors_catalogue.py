"""File = list = test, both ways; causes have runbooks; what is said may be said."""

from pathlib import Path

import pytest
import yaml

import bot.detectors
from bot.detectors import Detector
from bot.detectors.catalogue import CAUSES, DETECTORS

ROOM = Path(bot.detectors.__file__).parent
TESTS = Path(__file__).parent
RUNBOOKS = ROOM.parent.parent / "runbooks"
NO_DETECTORS = {"__init__", "catalogue"}
LISTED = [detector.detect.__module__.rpartition(".")[2] for detector in DETECTORS]


def test_every_file_is_listed_once_and_nothing_else() -> None:
    files = {path.stem for path in ROOM.glob("*.py")} - NO_DETECTORS
    assert sorted(LISTED) == sorted(files)


def test_every_detector_has_its_test_file() -> None:
    tests = {path.stem.removeprefix("test_") for path in TESTS.glob("test_*.py")} - {"detectors_catalogue"}
    assert tests == set(LISTED)


def test_a_cause_is_reported_by_one_detector_only() -> None:
    causes = [cause for detector in DETECTORS for cause in detector.causes]
    assert len(causes) == len(set(causes)) == len(CAUSES)


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda one: one.code)
def test_a_detector_says_what_it_needs_to_be_silent(detector: Detector) -> None:
    assert detector.causes
    assert "pods" in detector.needs
    assert detector.code == detector.detect.__module__.rpartition(".")[2].replace("_", "-")


@pytest.mark.skipif(not any(RUNBOOKS.glob("*.yaml")), reason="no runbooks here")
def test_every_cause_has_a_runbook_that_serves_it_and_no_runbook_serves_another() -> None:
    loaded = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in RUNBOOKS.glob("*.yaml")]
    served = {cause for runbook in loaded for cause in runbook["causes"]}
    assert served == CAUSES
