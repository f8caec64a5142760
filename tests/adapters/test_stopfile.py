from pathlib import Path

import pytest

from bot.adapters.stopfile import StopFile, check
from bot.domain.check import Condition
from bot.domain.stop import Stop


def pulled(path: Path, text: str) -> Stop:
    """What a file of that text stops."""
    path.write_text(text)
    found = StopFile(path)()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "scope", "why"),
    [
        ("", "everything", "the stop file exists"),
        ("\n\n", "everything", "the stop file exists"),
        ("\nwe look first", "everything", "we look first"),
        ("mitigation", "mitigation", "the stop file exists"),
        (" Mitigation \nwe look first\nand more", "mitigation", "we look first"),
        ("Everything", "everything", "the stop file exists"),
        ("service:Checkout", "service:Checkout", "the stop file exists"),
        ("Service:Checkout", "service:Checkout", "the stop file exists"),
        ("incident:0a1b", "incident:0a1b", "the stop file exists"),
    ],
)
def test_the_first_line_names_a_scope_and_the_second_a_reason(
    tmp_path: Path, text: str, scope: str, why: str
) -> None:
    found = pulled(tmp_path / "stop", text)
    assert (found.scope, found.why, found.by) == (scope, why, "")


@pytest.mark.parametrize(
    "line",
    [
        "runaway rollbacks, Nora 02:14",
        "mitigations",
        "mitigation, please",
        "service:",
        "service: checkout",
        "service:checkout is on fire",
        "team:shop",
        "\ufeffmitigation",
    ],
)
def test_a_first_line_that_names_no_scope_stops_everything_and_is_the_reason(
    tmp_path: Path, line: str
) -> None:
    found = pulled(tmp_path / "stop", f"{line}\nmore")
    assert (found.scope, found.why) == ("everything", line)


def test_a_long_reason_is_cut(tmp_path: Path) -> None:
    assert pulled(tmp_path / "stop", "why " * 200).why == ("why " * 75)


def test_bytes_that_are_no_text_stop_everything(tmp_path: Path) -> None:
    (tmp_path / "stop").write_bytes(b"\xff\xfe\x00")
    found = StopFile(tmp_path / "stop")()
    assert found is not None
    assert found.scope == "everything"


def test_what_cannot_be_read_stops_everything(tmp_path: Path) -> None:
    found = StopFile(tmp_path)()
    assert found is not None
    assert found.scope == "everything"
    assert "cannot be read" in found.why


def test_without_a_file_nothing_is_stopped(tmp_path: Path) -> None:
    assert StopFile(tmp_path / "stop")() is None
    assert StopFile(None)() is None


def test_the_doctor_says_how_the_lever_stands(tmp_path: Path) -> None:
    path = tmp_path / "stop"
    assert check(None).verdict is Condition.WARN
    assert check(path).verdict is Condition.OK
    assert check(tmp_path / "nowhere" / "stop").verdict is Condition.WARN
    path.write_text("mitigation\na drill\n")
    standing = check(path)
    assert (standing.verdict, "stops mitigation: a drill" in standing.said) == (Condition.WARN, True)
    path.unlink()
    path.mkdir()
    unreadable = check(path)
    assert (unreadable.verdict, "stops everything" in unreadable.said) == (Condition.FAIL, True)
