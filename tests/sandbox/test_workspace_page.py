"""The page as files: whole, self-contained, and without a way by which another's text could become markup."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.workspace import Workspace
from bot.sandbox.workspace.inputs import FIELDS
from bot.sandbox.workspace.limits.blocks import IN_MESSAGES
from bot.sandbox.workspace.server import PAGE
from tests.fakes_clock import FakeClock

FILES = sorted(PAGE.iterdir())
MODULES = [path for path in FILES if path.suffix == ".js"]
TEXTS = [path for path in FILES if path.suffix in {".js", ".css", ".html"}]
TYPES = {
    ".js": {"text/javascript", "application/javascript"},
    ".css": {"text/css"},
    ".png": {"image/png"},
    ".html": {"text/html"},
}
IMPORT = re.compile(
    r'^import (?:(?P<all>\* as \w+)|\{(?P<names>[^}]*)\}) from "\./(?P<file>[\w.]+)";$', re.MULTILINE
)
EXPORT = re.compile(r"^export (?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)
ELSEWHERE = re.compile(r"https?://\w|wss?://|[\"'(=]//\w|@import|\burl\(|\bimport\(")
AS_MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|setHTML|document\.write|\beval\(|new Function|srcdoc|DOMParser"
    r"|createContextualFragment|javascript:"
)
IDS_ASKED = re.compile(r'byId\("([\w-]+)"\)')
IDS_MADE = re.compile(r'\bid(?:: |=)"([\w-]+)"')
FIELD = re.compile(r'^  (\w+): \["(\w+)", "(\w+)"\],$', re.MULTILINE)


class Skeleton(HTMLParser):
    """What index.html holds: every attribute of every element, and the text of its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def skeleton() -> Skeleton:
    found = Skeleton()
    found.feed((PAGE / "index.html").read_text())
    return found


def linked() -> set[str]:
    return {
        value
        for _, name, value in skeleton().attributes
        if name in {"src", "href"} and not value.startswith("#")
    }


def imports(module: Path) -> Iterator[tuple[str, list[str]]]:
    for found in IMPORT.finditer(module.read_text()):
        names = [name.split(" as ")[0].strip() for name in (found["names"] or "").split(",")]
        yield found["file"], [name for name in names if name]


def named(paths: list[Path]) -> list[str]:
    return [path.name for path in paths]


async def test_every_file_is_served_with_its_type_and_may_load_from_the_sandbox_only() -> None:
    workspace = Workspace(FakeClock())
    await workspace.start()
    async with aiohttp.ClientSession(workspace.base_url) as page:
        for address in ["/", *(f"/static/{path.name}" for path in FILES)]:
            async with page.get(address) as answer:
                assert answer.status == 200, address
                assert answer.content_type in TYPES[Path(address).suffix or ".html"], address
                assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
                assert "unsafe" not in answer.headers["Content-Security-Policy"]
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
    await workspace.stop()


async def test_somebody_is_told_of_the_channels_that_they_can_see() -> None:
    workspace = Workspace(FakeClock())
    await workspace.start()
    seen = {}
    async with aiohttp.ClientSession(workspace.base_url) as page:
        for user in ("U0NORA", "U0EMIL", "U0SAM"):
            async with page.get(f"/ui/bootstrap?user={user}") as answer:
                seen[user] = {channel["name"] for channel in (await answer.json())["channels"]}
    await workspace.stop()
    assert seen["U0NORA"] - seen["U0EMIL"] == {"payments-private"}
    assert seen["U0SAM"] == {"shared-vendor"}


def test_the_skeleton_refers_to_files_that_are_there() -> None:
    assert {path.name for path in FILES} >= {Path(one).name for one in linked()}
    assert all(one.startswith("/static/") for one in linked())


def test_every_style_sheet_is_linked() -> None:
    assert {f"/static/{path.name}" for path in FILES if path.suffix == ".css"} <= linked()


def test_every_module_is_reached_from_the_first() -> None:
    reached, waiting = set[str](), {"app.js"}
    while waiting:
        reached.add(name := waiting.pop())
        waiting |= {file for file, _ in imports(PAGE / name)} - reached
    assert reached == set(named(MODULES))


@pytest.mark.parametrize("module", MODULES, ids=named(MODULES))
def test_what_is_imported_is_exported(module: Path) -> None:
    assert len(re.findall(r"^import ", module.read_text(), re.MULTILINE)) == len(list(imports(module)))
    for file, names in imports(module):
        assert set(names) <= set(EXPORT.findall((PAGE / file).read_text())), file


@pytest.mark.parametrize("path", TEXTS, ids=named(TEXTS))
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    assert ELSEWHERE.findall(path.read_text()) == []


@pytest.mark.parametrize("path", TEXTS, ids=named(TEXTS))
def test_no_text_becomes_markup_or_code(path: Path) -> None:
    assert AS_MARKUP.findall(path.read_text()) == []


def test_the_skeleton_holds_no_script_and_no_style_of_its_own() -> None:
    text = (PAGE / "index.html").read_text()
    assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []
    assert [name for _, name, _ in skeleton().attributes if name == "style" or name.startswith("on")] == []


def test_every_place_that_a_module_asks_for_exists() -> None:
    texts = [path.read_text() for path in TEXTS]
    asked = {one for text in texts for one in IDS_ASKED.findall(text)}
    assert len(asked) > 20
    assert asked <= {one for text in texts for one in IDS_MADE.findall(text)}


@pytest.mark.parametrize("path", TEXTS, ids=named(TEXTS))
def test_every_file_says_what_it_is_and_stays_small(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert any(line.startswith(("// ", "/* ", "<!-- ")) for line in lines[:2])
    assert len(lines) <= 300


def test_the_page_answers_fields_as_the_workspace_reads_them() -> None:
    found = {
        kind: (answer, initial) for kind, answer, initial in FIELD.findall((PAGE / "fields.js").read_text())
    }
    assert found == FIELDS


def test_the_page_draws_every_block_that_the_workspace_takes() -> None:
    text = (PAGE / "blocks.js").read_text()
    drawn = text[text.index("const DRAWN") : text.index("};")]
    assert set(IN_MESSAGES) == set(re.findall(r"^  (\w+)[:,]", drawn, re.MULTILINE))
