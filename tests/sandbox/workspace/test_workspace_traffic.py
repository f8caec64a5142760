"""The record of what passed: bounded, numbered, read on from where one was."""

import aiohttp
import pytest

from bot.sandbox.workspace import Workspace
from bot.sandbox.workspace.feed import Feed
from bot.sandbox.workspace.traffic import Traffic
from tests.fakes_clock import FakeClock


@pytest.fixture
def traffic(clock: FakeClock) -> Traffic:
    made = Traffic(clock, Feed(), most=3)
    for number in range(1, 6):
        made.note("from_app", "chat.postMessage", {"text": str(number), "token": "xoxb-1"})
    return made


def test_the_oldest_passages_are_dropped_and_counted(traffic: Traffic) -> None:
    assert [body["text"] for body in traffic.sent()] == ["3", "4", "5"]
    assert (traffic.noted, traffic.dropped) == (5, 2)


@pytest.mark.parametrize(
    ("since", "most", "numbers"),
    [(0, 9, [3, 4, 5]), (0, 2, [4, 5]), (3, 9, [4, 5]), (5, 9, []), (9, 9, [])],
)
def test_what_came_since_is_given_oldest_first(
    traffic: Traffic, since: int, most: int, numbers: list[int]
) -> None:
    assert [one.number for one in traffic.since(since, most)] == numbers


async def test_the_page_reads_on_from_the_last_passage_it_has(
    page: aiohttp.ClientSession, workspace: Workspace
) -> None:
    for number in range(3):
        workspace.traffic.note("to_app", "hello", {"number": number})
    async with page.get("/ui/traffic?after=2") as answer:
        found = await answer.json()
    assert [one["number"] for one in found["traffic"]] == [3]
    assert (found["noted"], found["dropped"]) == (3, 0)
