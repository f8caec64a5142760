"""`lookout runbooks` as a shell sees it: what is printed or written, and the exit code."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app import RUNBOOKS
from bot.cli import app
from bot.detectors.catalogue import CAUSES
from tests.adapters.runbook_files import GOOD

CONFIG = """\
roles: {responders: {users: [U0DANA]}, commanders: {group: S2}}
clusters: {sandbox: {reader: {server: "http://127.0.0.1:1", token_file: token}}}
runbooks: books
"""
STALE = GOOD.replace("2026-11-20", "2020-01-01")


def run(*words: str) -> Result:
    """One command."""
    return CliRunner().invoke(app, ["runbooks", *words])


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder `books` in the working directory."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "books").mkdir()
    return tmp_path / "books"


def test_those_that_come_with_lookout_are_sound_wherever_one_stands(books: Path) -> None:
    ended = run("check")
    assert ended.exit_code == 0
    assert f"{len(list(RUNBOOKS.glob('*.yaml')))} runbooks load, 0 do not" in ended.output
    assert f"{len(CAUSES)} of {len(CAUSES)} causes served" in ended.output
    assert not list(books.iterdir())


def test_a_problem_is_a_line_that_editors_jump_to(books: Path) -> None:
    (books / "bad.yaml").write_text(GOOD.replace("tool: undo", "tool: und"))
    ended = run("check", "--folder", "books")
    assert ended.exit_code == 1
    first, sums = ended.output.splitlines()
    assert first == 'books/bad.yaml:21: error: step undo: unknown tool "und", did you mean "undo"?'
    assert sums.startswith("0 runbooks load, 1 do not; 1 errors, 0 warnings; 0 of")
    assert sums.endswith("more")


def test_a_warning_is_an_error_only_where_it_is_strict(books: Path) -> None:
    (books / "old.yaml").write_text(STALE)
    ended = run("check", "--folder", "books")
    assert ended.exit_code == 0
    assert "books/old.yaml:6: warning: last reviewed on 2020-01-01" in ended.output
    assert run("check", "--folder", "books", "--strict").exit_code == 1


def test_for_programs_it_is_json(books: Path) -> None:
    (books / "old.yaml").write_text(STALE)
    (books / "bad.yaml").write_text("schema: 3\n")
    ended = run("check", "--folder", "books", "--format", "json")
    told = json.loads(ended.output)
    assert ended.exit_code == 1
    assert told["runbooks"] == 1
    assert [(one["file"], one["line"], one["severity"]) for one in told["problems"]] == [
        ("books/bad.yaml", 1, "error"),
        ("books/old.yaml", 6, "warning"),
    ]
    assert told["served"] == ["oom-killed"]
    assert set(told["unserved"]) == CAUSES - {"oom-killed"}


def test_for_a_pull_request_it_is_annotations_that_no_text_breaks_out_of(books: Path) -> None:
    (books / "b,a:d.yaml").write_text(GOOD.replace("[oom-killed]", '["100%\\n::error::x"]'))
    ended = run("check", "--folder", "books", "--format", "github")
    first = ended.output.splitlines()[0]
    assert first.startswith("::error file=books/b%2Ca%3Ad.yaml,line=7,title=runbook::no detector reports")
    assert "100%25 ::error::x" in first


def test_the_people_and_the_folder_of_a_configuration_count(books: Path) -> None:
    (books / "a.yaml").write_text(GOOD.replace('"@responders"', "U0DANA"))
    (books.parent / "lookout.yaml").write_text(CONFIG)
    assert run("check", "--config", "lookout.yaml").exit_code == 0
    refused = run("check", "--folder", "books")
    assert refused.exit_code == 1
    assert 'unknown person "U0DANA"' in refused.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "--folder", "nowhere"), "there is no folder of runbooks 'nowhere'"),
        (("check", "--format", "xml"), "the formats are text, json, github"),
        (("check", "--config", "nowhere.yaml"), "cannot be read"),
        (("render", "oom-kiled"), 'did you mean "oom-killed"?'),
        (("render", "--output", "/dev/null/x"), "cannot be written"),
    ],
)
@pytest.mark.usefixtures("books")
def test_what_cannot_run_is_two_with_a_sentence(words: tuple[str, ...], said: str) -> None:
    ended = run(*words)
    assert ended.exit_code == 2
    assert said in ended.stderr


def test_one_runbook_is_printed_for_people(books: Path) -> None:
    ended = run("render", "oom-killed")
    assert ended.exit_code == 0
    assert ended.output.startswith("# Container killed")
    assert "rollout restart $kind/$name" in ended.output
    assert not list(books.iterdir())


def test_all_are_written_with_an_index_and_twice_the_same(books: Path) -> None:
    for name in ("one", "two"):
        assert run("render", "--output", f"books/{name}").exit_code == 0
    one, two = (
        {path.name: path.read_bytes() for path in (books / name).iterdir()} for name in ("one", "two")
    )
    assert one == two
    assert set(one) == {"README.md", *(f"{path.stem}.md" for path in RUNBOOKS.glob("*.yaml"))}
    assert all(f"`{cause}`" in one["README.md"].decode() for cause in CAUSES)


def test_what_does_not_load_is_left_out_and_said(books: Path) -> None:
    (books / "a.yaml").write_text(GOOD)
    (books / "bad.yaml").write_text("schema: 3\n")
    ended = run("render", "--folder", "books", "--output", "out")
    assert ended.exit_code == 1
    assert "left out: books/bad.yaml:1: schema 3" in ended.stderr
    assert {path.name for path in (books.parent / "out").iterdir()} == {"README.md", "slow-disk.md"}
    asked = run("render", "bad", "--folder", "books")
    assert asked.exit_code == 2
    assert "may be one that does not load" in asked.stderr


def test_the_schema_is_printed_as_it_stands_beside_the_runbooks() -> None:
    assert run("schema").output == (RUNBOOKS / "schema.json").read_text(encoding="utf-8")
