"""The house keeps its own rules where no tool does."""

import ast
import re
from datetime import timedelta

from bot.triage.policy import Policy
from bot.triage.regular import every_of
from bot.triage.story import CHAPTERS
from tests.architecture.sources import BOT, ROOT, calls, trees

NO_SUCH_CLASS = re.compile(r"(Manager|Helper|Util|Utils|Base|Handler)$")
BINARY = {".png", ".pyc", ".sqlite3", ".xz"}
BOLTS_OWN = {"ScreenedHandler"}


def test_every_kind_of_task_has_its_chapter_and_every_chapter_is_reached() -> None:
    added = {
        call.args[0].value
        for name, tree in trees().items()
        if name.startswith("triage/")
        for called, call in calls(tree)
        if called.endswith("tasks.add") and call.args and isinstance(call.args[0], ast.Constant)
    }
    noted = {
        call.args[1].value
        for called, call in calls(trees()["triage/inbox.py"])
        if called == "_note" and isinstance(call.args[1], ast.Constant)
    }
    assert added | noted | set(every_of(Policy(backup_every=timedelta(1)))) == set(CHAPTERS)


def test_classes_are_named_for_what_they_are() -> None:
    named = {
        node.name
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and NO_SUCH_CLASS.search(node.name)
    }
    assert named <= BOLTS_OWN


def test_no_module_is_a_drawer() -> None:
    assert not [name for name in trees() if re.search(r"(^|/)(utils?|helpers?|common|misc)\.py$", name)]


def test_every_module_says_what_it_is() -> None:
    assert not [name for name, tree in trees().items() if not ast.get_docstring(tree)]


def test_no_module_outgrows_its_room() -> None:
    long = {name: len((BOT / name).read_text().splitlines()) for name in trees()}
    assert {name: lines for name, lines in long.items() if lines > 300} == {}


def test_the_tree_names_no_machine() -> None:
    """Paths of one machine and hosts of registries belong in no file of the project."""
    words = re.compile(
        r"/work/|/root/|(?<!/ui)/home/[a-z]|pypi\.org|pythonhosted|registry\.npmjs|deb\.debian\.org"
    )
    listed = [*BOT.rglob("*"), *(ROOT / "tests").rglob("*"), *(ROOT / "deploy").rglob("*"), *ROOT.glob("*")]
    texts = [
        path
        for path in listed
        if path.is_file() and path.suffix not in BINARY and ".coverage" not in path.name
    ]
    found = [
        str(path.relative_to(ROOT))
        for path in texts
        if words.search(path.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert [name for name in found if not name.endswith("test_house.py")] == []
