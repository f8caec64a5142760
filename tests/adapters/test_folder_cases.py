"""Labelled cases as a folder: what is written is read, and what is no label is refused with its line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.folder import labels_in, read_cases, write_cases
from bot.domain.diagnosis import VerdictKind
from bot.domain.errors import PermanentError
from bot.domain.label import Label, LabelledCase
from bot.domain.snapshot import Scope, Snapshot
from bot.domain.target import Subject
from tests.cluster_objects import pod

CART = Subject(kind="Deployment", namespace="shop", name="cart")
FAULT = Label(verdict=VerdictKind.FAULT, causes=("oom-killed",), subject=CART, why="1 person said right")
HEALTHY = Label(verdict=VerdictKind.HEALTHY)


def case(name: str, label: Label) -> LabelledCase:
    snapshot = Snapshot(
        scope=Scope(cluster="prod", namespace="shop", service="cart"),
        taken_at=datetime(2026, 11, 20, 2, 14, tzinfo=UTC),
        objects={"pods": {"shop": (pod("a"),)}},
    )
    return LabelledCase(name=name, snapshot=snapshot, label=label)


def lines(folder: Path, *texts: str) -> Path:
    (folder / "labels.jsonl").write_text("\n".join(texts), encoding="utf-8")
    return folder


def test_cases_come_back_as_they_were_written(tmp_path: Path) -> None:
    written = (case("D-1", FAULT), case("D-2", HEALTHY))
    write_cases(written, tmp_path / "cases")
    back = read_cases(tmp_path / "cases")
    assert [(one.name, one.label) for one in back] == [("D-1", FAULT), ("D-2", HEALTHY)]
    assert [one.snapshot.objects for one in back] == [one.snapshot.objects for one in written]
    assert back[0].snapshot.scope == written[0].snapshot.scope


def test_no_cases_are_an_empty_list_and_no_fault(tmp_path: Path) -> None:
    write_cases((), tmp_path / "cases")
    assert labels_in(tmp_path / "cases") == ()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(PermanentError, match="is not empty: cases are written into a new folder"):
        write_cases((case("D-1", FAULT),), tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]


def test_a_place_that_cannot_be_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PermanentError, match="cannot be written"):
        write_cases((), tmp_path / "file" / "cases")


def test_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match=r"labels\.jsonl cannot be read"):
        labels_in(tmp_path)


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        "[]",
        "3",
        '{"verdict": "fault"}',
        '{"snapshot": "a", "verdict": "bad"}',
        '{"snapshot": "a", "verdict": "fault", "cause": "oom-killed"}',
        "[" * 100_000,
    ],
)
def test_a_line_that_is_no_label_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    folder = lines(tmp_path, '{"snapshot": "a", "verdict": "healthy"}', "", line)
    with pytest.raises(PermanentError, match=r"labels\.jsonl:3: this is no label"):
        labels_in(folder)


@pytest.mark.parametrize("name", ['""', '".."', '"a/b"', '"/etc"', "7", "null", r'"a\u0000b"', r'"a\\b"'])
def test_a_snapshot_is_named_beside_the_file_and_nowhere_else(tmp_path: Path, name: str) -> None:
    folder = lines(tmp_path, f'{{"snapshot": {name}, "verdict": "healthy"}}')
    with pytest.raises(PermanentError, match="the name of a folder or an archive beside this file"):
        labels_in(folder)


def test_two_labels_of_one_snapshot_are_refused(tmp_path: Path) -> None:
    one = '{"snapshot": "a", "verdict": "healthy"}'
    with pytest.raises(PermanentError, match="two labels for a"):
        labels_in(lines(tmp_path, one, one))
