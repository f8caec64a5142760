"""Prompts and releases from a folder: what was locked stays what it was, and every fault has a line and a mend."""

import hashlib
from pathlib import Path

import pytest

from bot.adapters.prompts import PromptError, load_releases, lock_shelf
from bot.domain.model import ToolSchema
from bot.domain.release import tools_digest
from tests.prompt_files import TOOLS, prompt_text, release_text, shelf, written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "prompts")


def said(folder: Path, tools: str = TOOLS) -> list[str]:
    """Every fault of a folder."""
    found = shelf(folder, tools)
    return [str(one) for one in (*found.faults, *found.unlocked)]


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """One edit of one file."""
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new))


def test_a_sound_folder_gives_its_releases_the_newest_last(tmp_path: Path) -> None:
    folder = written(tmp_path / "two", release_text("old"), release_text("new", model="model-2"))
    found = load_releases(folder, tools_digest=TOOLS)
    assert [one.name for one in found.known] == ["old", "new"]
    newest = found.newest
    assert newest is not None
    prompt = newest.prompts["investigate"]
    assert (prompt.text, prompt.key, prompt.owner) == ("Say what was seen.", "investigate@1", "@responders")
    assert prompt.digest == hashlib.sha256(b"Say what was seen.").hexdigest()
    assert (newest.out, newest.price.out) == (8000, 25)


def test_an_edit_without_a_new_version_is_a_fault_that_says_what_mends_it(folder: Path) -> None:
    edit(folder, "investigate-1.md", "Say what", "Say loudly what")
    [fault, of_release] = said(folder)
    assert fault.startswith(
        "investigate-1.md:1: the text of investigate@1 was edited and its version was not: undo"
    )
    assert "investigate-2.md, with version 2, then lookout release lock" in fault
    assert of_release.startswith("digests.yaml:7: release 2026-11 was ")
    with pytest.raises(PromptError, match=r"cannot be used\ninvestigate-1\.md:1: ") as refused:
        load_releases(folder, tools_digest=TOOLS)
    assert len(refused.value.faults) == 2


def test_an_edit_under_a_locked_version_is_never_locked_anew(folder: Path) -> None:
    before = (folder / "digests.yaml").read_text()
    edit(folder, "investigate-1.md", "Say what", "Say loudly what")
    (folder / "more-1.md").write_text(prompt_text("more"))
    assert lock_shelf(shelf(folder)).faults
    assert (folder / "digests.yaml").read_text() == before


def test_a_new_version_in_a_new_file_and_a_new_release_are_locked_and_leave_the_old_as_it_was(
    folder: Path,
) -> None:
    before = shelf(folder).lock
    (folder / "investigate-2.md").write_text(prompt_text("investigate", 2, text="Say more."))
    with (folder / "releases.yaml").open("a") as file:
        file.write(release_text("2026-12", version=2))
    assert said(folder) == [
        "investigate-2.md:1: investigate@2 is not locked: lookout release lock",
        "digests.yaml:1: release 2026-12 is not locked: lookout release lock",
    ]
    assert lock_shelf(shelf(folder)).added == ("investigate@2", "2026-12")
    assert said(folder) == []
    after = shelf(folder).lock
    assert before.prompts.items() <= after.prompts.items()
    assert before.releases.items() <= after.releases.items()
    known = load_releases(folder, tools_digest=TOOLS).known
    assert [one.prompts["investigate"].text for one in known] == ["Say what was seen.", "Say more."]


def test_what_was_never_used_is_locked_anew_once_its_line_was_removed_by_hand(folder: Path) -> None:
    edit(folder, "investigate-1.md", "Say what", "Say loudly what")
    lines = (folder / "digests.yaml").read_text().splitlines()
    kept = [one for one in lines if "investigate@1" not in one and "2026-11" not in one]
    (folder / "digests.yaml").write_text("\n".join(kept))
    assert lock_shelf(shelf(folder)).added == ("investigate@1", "2026-11")
    assert said(folder) == []


def test_locking_twice_changes_nothing(folder: Path) -> None:
    assert lock_shelf(shelf(folder)).added == ()


def test_a_lock_that_cannot_be_written_is_an_error_with_a_sentence(folder: Path) -> None:
    (folder / "digests.yaml").unlink()
    seen = shelf(folder)
    (folder / "digests.yaml").mkdir()
    with pytest.raises(PromptError, match=r"digests\.yaml:1: it cannot be written"):
        lock_shelf(seen)


@pytest.mark.parametrize(
    ("old", "new"), [("model: model-1", "model: model-9"), ("    price", "    out: 4000\n    price")]
)
def test_a_release_that_changed_under_its_name_is_a_fault(folder: Path, old: str, new: str) -> None:
    edit(folder, "releases.yaml", old, new)
    [fault] = said(folder)
    assert fault.startswith("digests.yaml:7: release 2026-11 was ")
    assert fault.endswith("undo the edit in releases.yaml and add a release with a name of its own")


def test_a_corrected_price_or_owner_needs_no_new_release(folder: Path) -> None:
    edit(folder, "releases.yaml", "fresh: 5", "fresh: 6")
    edit(folder, "answer-1.md", "@responders", "@commanders")
    assert said(folder) == []


def test_changed_tools_without_a_new_release_are_a_fault_with_the_digest_to_write(folder: Path) -> None:
    other = "b" * 64
    [fault] = said(folder, other)
    assert fault.startswith("releases.yaml:5: the newest release, 2026-11, is not for the tools")
    assert fault.endswith(f"add a release of another name with tools: {other}")


def test_a_release_for_other_tools_stays_listed_and_cannot_be_used(folder: Path) -> None:
    with (folder / "releases.yaml").open("a") as file:
        file.write(release_text("2026-12", tools="b" * 64))
    lock_shelf(shelf(folder, "b" * 64))
    found = shelf(folder, "b" * 64)
    assert found.faults == found.unlocked == ()
    assert [one.name for one in found.releases.known] == ["2026-12"]
    assert [one.name for one in found.every] == ["2026-11", "2026-12"]


def test_the_digest_of_tools_changes_with_any_word_of_them() -> None:
    one = ToolSchema(name="logs", description="Lines of a log.", parameters={"type": "object"})
    two = ToolSchema(name="events", description="Events.", parameters={"type": "object"})
    changed = one.model_copy(update={"description": "Lines of logs."})
    wider = one.model_copy(update={"parameters": {"type": "object", "properties": {}}})
    every: tuple[list[ToolSchema], ...] = ([one, two], [two, one], [changed, two], [wider, two], [one], [])
    assert len({tools_digest(some) for some in every}) == len(every)
    same = ToolSchema(name="logs", description="Lines of a log.", parameters={"type": "object"})
    assert tools_digest([one]) == tools_digest([same])


def test_other_line_ends_and_a_byte_order_mark_change_no_digest(folder: Path) -> None:
    path = folder / "investigate-1.md"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert said(folder) == []


FAULTS = {
    "no front": ("answer-1.md", "---\nname", "name", "answer-1.md:1: a prompt has its fields above its text"),
    "no owner": ("answer-1.md", 'owner: "@responders"\n', "", "answer-1.md:1: owner is missing: add it"),
    "an unknown owner": ("answer-1.md", "@responders", "@nobody", "answer-1.md:4: nobody is known as '@nobody'"),
    "a bare handle": ("answer-1.md", "@responders", "responders", "answer-1.md:4: nobody is known as 'responders'"),
    "a stranger": ("answer-1.md", "@responders", "U0STRANGER", "answer-1.md:4: nobody is known as 'U0STRANGER'"),
    "another version": ("answer-1.md", "version: 1", "version: 2", "answer-1.md:3: the fields say answer version 2"),
    "version zero": ("answer-1.md", "version: 1", "version: 0", "answer-1.md:3: version: input should be greater"),
    "a misspelt field": ("answer-1.md", "owner:", "ovner:", "answer-1.md:4: ovner is no field that is read here"),
    "no YAML": ("answer-1.md", "version: 1", "version: [", "answer-1.md:4: this is not YAML"),
    "an alias": ("answer-1.md", "name: answer", "name: &a answer\nreviewed: *a", "answer-1.md:2: YAML aliases"),
    "a repeated field": ("answer-1.md", "version: 1", "version: 1\nversion: 1", "answer-1.md:4: a field is given"),
    "no text": ("answer-1.md", "Say what was seen.", " ", "answer-1.md:1: the prompt has no text"),
    "no purpose": ("releases.yaml", ", answer: answer@1", "", "releases.yaml:4: 2026-11 has no prompt for 'answer'"),
    "an odd purpose": ("releases.yaml", "{inv", "{joke: answer@1, inv", "releases.yaml:4: 'joke' is no purpose"),
    "no such prompt": ("releases.yaml", "answer@1", "answer@7", "releases.yaml:4: 2026-11 uses answer@7"),
    "a short digest": ("releases.yaml", TOOLS, "abc", "releases.yaml:5: releases.0.tools: string should match"),
    "no list": ("releases.yaml", "releases:\n", "", "releases.yaml:1: a mapping of fields is expected"),
    "a broken lock": ("digests.yaml", "prompts:", "promts:", "digests.yaml:3: promts is no field"),
    "a lock for nothing": ("digests.yaml", "prompts:", "prompts:\n  gone@1: aaaaaaaaaaaa", "digests.yaml:4: gone@1"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_fault_has_its_file_and_line(folder: Path, file: str, old: str, new: str, fault: str) -> None:
    edit(folder, file, old, new)
    assert any(one.startswith(fault) for one in said(folder)), said(folder)


def test_a_configured_person_may_own_a_prompt(folder: Path) -> None:
    edit(folder, "answer-1.md", "@responders", "U0NORA")
    assert load_releases(folder, tools_digest=TOOLS, owners=("responders", "U0NORA")).newest is not None


def test_a_name_that_is_there_twice_is_a_fault(folder: Path) -> None:
    with (folder / "releases.yaml").open("a") as file:
        file.write(release_text("2026-11"))
    assert any("releases.yaml:7: the name 2026-11 is there already" in one for one in said(folder))


def test_bytes_that_are_no_text_and_files_that_are_too_long_are_faults(folder: Path) -> None:
    (folder / "answer-1.md").write_bytes(b"---\nname: \xff\n---\n")
    (folder / "investigate-1.md").write_text("x" * 70_000)
    found = said(folder)
    assert "answer-1.md:2: a byte is not UTF-8: save the file as UTF-8" in found
    assert "investigate-1.md:1: it is longer than 60000 bytes: shorten it" in found


def test_a_folder_that_is_not_there_or_has_no_list_is_a_fault(tmp_path: Path) -> None:
    assert said(tmp_path / "none") == [f"{tmp_path / 'none'}:1: there is no such folder"]
    (tmp_path / "empty").mkdir()
    assert said(tmp_path / "empty") == [
        "releases.yaml:1: the file cannot be read (No such file or directory)"
    ]


def test_a_control_character_in_a_lock_is_a_fault_and_nothing_is_written_over_it(folder: Path) -> None:
    broken = (folder / "digests.yaml").read_text() + "\x00"
    (folder / "digests.yaml").write_text(broken)
    assert said(folder)[0].startswith("digests.yaml:1: this is not YAML")
    assert lock_shelf(shelf(folder)).faults
    assert (folder / "digests.yaml").read_text() == broken
