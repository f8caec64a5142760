"""Mentions that wake a whole channel or group: none goes out but of the configured group."""

from typing import Any

import pytest

from bot.voice.payload import screen


@pytest.mark.parametrize(
    "mention", ["<!here>", "<!channel>", "<!everyone>", "<!here|here>", "<!HERE>", "<!subteam^S0ELSE>"]
)
def test_a_mention_that_wakes_a_channel_is_taken_out(mention: str) -> None:
    said = screen(
        "chat.postMessage", {"channel": "C1", "text": f"The pod {mention} restarts."}, groups=("S0SRE",)
    )
    assert said.body["text"] == "The pod [mention withheld] restarts."
    assert [one.rule for one in said.withheld] == ["broadcast"]


def test_the_configured_group_is_still_told() -> None:
    text = "<!subteam^S0SRE> Nobody owns this incident as of 02:14."
    said = screen("chat.postMessage", {"channel": "C1", "text": text}, groups=("S0SRE",))
    assert said.body["text"] == text
    assert not said.withheld


@pytest.mark.parametrize(
    "element", [{"type": "broadcast", "range": "channel"}, {"type": "usergroup", "usergroup_id": "S0ELSE"}]
)
def test_a_broadcast_of_rich_text_is_taken_out(element: dict[str, Any]) -> None:
    block = {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [element]}]}
    said = screen("chat.postMessage", {"channel": "C1", "text": "Pod restarts.", "blocks": [block]})
    assert "broadcast" in [one.rule for one in said.withheld]
    assert element not in said.body["blocks"][0]["elements"][0]["elements"]


@pytest.mark.parametrize("more", [{"link_names": True}, {"parse": "full"}])
def test_a_call_that_makes_plain_names_live_is_refused(more: dict[str, Any]) -> None:
    assert screen("chat.postMessage", {"channel": "C1", "text": "Pod restarts.", **more}).refused
