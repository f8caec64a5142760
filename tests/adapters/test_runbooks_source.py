"""What an editor, a copy or an attacker may have made of a file: said with its line, and nothing else fails by it."""

from pathlib import Path

import pytest

from bot.adapters.runbooks import Problem, load
from bot.detectors.catalogue import CAUSES
from tests.adapters.runbook_files import GOOD, GROUPS


def _problems(folder: Path, raw: bytes, name: str = "bad.yaml") -> tuple[Problem, ...]:
    (folder / "good.yaml").write_text(GOOD, encoding="utf-8")
    (folder / name).write_bytes(raw)
    library = load(folder, causes=CAUSES, groups=GROUPS)
    assert [one.source for one in library.runbooks] == ["good.yaml"]
    return library.problems


@pytest.mark.parametrize(
    ("raw", "line", "said"),
    [
        (b"\xef\xbb\xbf" + GOOD.encode(), 1, "begins with a byte order mark (UTF-8)"),
        (GOOD.encode("utf-16"), 1, "begins with a byte order mark (UTF-16)"),
        (b"id: a\ntitle: caf\xe9\n", 2, "byte 0xe9 is not UTF-8"),
        (b"#" * 100_001, 1, "longer than 100000 bytes"),
        (b"id: a\nsteps:\n\t- id: x\n", 3, "a tab in the indentation"),
        (b"id: a\nb: \x1b[31mred\n", 2, "does not take (U+001B)"),
        (b"", 1, "a mapping of fields"),
    ],
)
def test_what_is_no_plain_text_is_said(tmp_path: Path, raw: bytes, line: int, said: str) -> None:
    (problem,) = _problems(tmp_path, raw)
    assert problem.line == line
    assert said in problem.text


def test_every_tab_has_its_line(tmp_path: Path) -> None:
    assert [one.line for one in _problems(tmp_path, b"id: a\n\tb: 1\nc: 2\n \td: 3\n")] == [2, 4]


def test_a_bomb_of_aliases_is_refused_before_it_grows(tmp_path: Path) -> None:
    bomb = "a: &a [x, x, x, x]\n" + "".join(
        f"{name}: &{name} [*{before}, *{before}, *{before}, *{before}]\n"
        for before, name in zip("abcdefghijklmnop", "bcdefghijklmnopq", strict=True)
    )
    (problem,) = _problems(tmp_path, bomb.encode())
    assert (problem.line, "anchors and aliases" in problem.text) == (1, True)


def test_a_depth_that_no_runbook_has_is_refused(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, b"id: a\nsteps: " + b"[" * 50_000)
    assert (problem.line, "nested deeper" in problem.text) == (2, True)


def test_more_values_than_a_person_reads_are_refused(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, b"id: a\nsteps: [" + b"a," * 40_000 + b"]\n")
    assert (problem.line, "more than 2000 values" in problem.text) == (2, True)


def test_what_is_no_file_is_a_problem_and_no_wait(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "endless.yaml").symlink_to("/dev/zero")
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    (tmp_path / "notes.md").write_text("not a runbook")
    problems = _problems(tmp_path, GOOD.encode(), "short.yml")
    assert [(one.file, one.line) for one in problems] == [
        ("endless.yaml", 1),
        ("folder.yaml", 1),
        ("gone.yaml", 1),
        ("short.yml", 1),
    ]
    assert "named *.yaml" in problems[-1].text


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no /proc here")
def test_a_file_that_fails_to_be_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").symlink_to("/proc/self/mem")  # a plain file whose first byte cannot be read
    (problem,) = load(tmp_path, causes=CAUSES, groups=GROUPS).problems
    assert problem.text.startswith("the file cannot be read: ")


@pytest.mark.parametrize("mark", ["\u202e", "\u200b", "\u00ad", "\u2066"])
def test_a_character_that_hides_what_is_pasted_is_refused(tmp_path: Path, mark: str) -> None:
    text = GOOD.replace("get pods", f"get{mark} pods")
    (problem,) = [one for one in _problems(tmp_path, text.encode()) if "hidden" in one.text]
    assert problem.line == 17
    assert f"U+{ord(mark):04X}" in problem.text


def test_every_repeated_field_is_said_beside_all_else(tmp_path: Path) -> None:
    text = GOOD.replace("version: 2\n", "version: 2\nversion: 3\n").replace(
        "    tier: 1\n", "    tier: 2\n    tier: 1\n"
    )
    problems = [one for one in _problems(tmp_path, text.encode()) if "taken" not in one.text]
    assert [one.line for one in problems] == [4, 8, 23, 24]
    assert 'the field "version" is given twice (first in line 3): keep one' in problems[0].text


def test_line_ends_of_windows_count_as_one(tmp_path: Path) -> None:
    text = GOOD.replace("tool: undo", "tool: und").replace("\n", "\r\n")
    problems = [one for one in _problems(tmp_path, text.encode()) if "unknown tool" in one.text]
    assert [one.line for one in problems] == [21]
