"""A vendor's page: which words are red, for whom, and what is no answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.feeds.fetch import Feed, Fetch
from bot.adapters.freezes.statuspage import Statuspage
from bot.domain.errors import OutsideError
from bot.domain.freeze import Freeze
from tests.fakes_clock import START

SERVICES = ("payments", "checkout")


def page(indicator: str = "none", **components: str) -> dict[str, Any]:
    """A summary as Statuspage gives it."""
    listed = [{"id": "1", "name": name, "status": word} for name, word in components.items()]
    return {"page": {"name": "Cards"}, "status": {"indicator": indicator}, "components": listed}


async def read(folder: Path, content: object, *components: str, level: str = "major") -> list[Freeze]:
    """What the page freezes."""
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / "page.json").write_bytes(text)
    fetch = Fetch(Feed(path=folder / "page.json"), per_call=5)
    source = Statuspage("cards", fetch, SERVICES, components=components, level=level)
    found = list(await source.read(START))
    await source.close()
    return found


@pytest.mark.parametrize(
    ("indicator", "level", "red"),
    [
        ("none", "minor", False),
        ("minor", "major", False),
        ("minor", "minor", True),
        ("major", "major", True),
        ("major", "critical", False),
        ("critical", "critical", True),
        ("maintenance", "critical", True),
        ("on fire", "critical", True),
    ],
)
async def test_the_page_freezes_from_its_level_on_and_by_every_unknown_word(
    tmp_path: Path, indicator: str, level: str, red: bool
) -> None:
    found = await read(tmp_path, page(indicator), level=level)
    assert [one.scope for one in found] == (["service:payments", "service:checkout"] if red else [])
    assert all(one.ends_at is None and one.stands(START) for one in found)


async def test_named_components_count_and_no_other(tmp_path: Path) -> None:
    told = page("critical", API="partial_outage", Settlement="operational", Blog="major_outage")
    found = await read(tmp_path, told, "api", "settlement")
    assert {one.why for one in found} == {"api: partial_outage"}
    assert await read(tmp_path, told, "Settlement") == []
    told = page(API="degraded_performance")
    assert await read(tmp_path, told, "API") == []
    assert await read(tmp_path, told, "API", level="minor")
    assert await read(tmp_path, page(API="under_maintenance"), "API", level="critical")


async def test_an_override_outlives_an_edit_of_the_page_and_no_change_of_its_state(tmp_path: Path) -> None:
    [first, _] = await read(tmp_path, page("major"))
    [same, _] = await read(tmp_path, page("major") | {"page": {"updated_at": "2026-11-30T10:00:00Z"}})
    [worse, _] = await read(tmp_path, page("critical"))
    assert first.id == same.id != worse.id


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"[" * 100_000,
        [],
        {},
        {"status": {}},
        {"status": {"indicator": 3}},
        {"status": "none"},
    ],
)
async def test_what_does_not_say_the_state_is_no_answer(tmp_path: Path, content: object) -> None:
    with pytest.raises(OutsideError):
        await read(tmp_path, content)


async def test_a_component_that_is_not_listed_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="it lists no component API"):
        await read(tmp_path, page(Settlement="operational"), "API")
