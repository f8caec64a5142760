import pytest

from bot.adapters.slack.rooms import ids_of
from bot.domain.errors import PermanentError, TransientError
from bot.render.rendered import Rendered
from bot.triage.ports.slack import Letter
from tests.adapters.slack.conftest import ROOM, Way

LINE = "Nobody owns this incident as of 02:14 UTC"


def letter(
    letter_id: str = "aaa", *, thread_ts: str = "", version: int = 1, ts: str = "", text: str = LINE
) -> Letter:
    """A letter of one block."""
    block = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
    return Letter(
        id=letter_id,
        key=f"status:{letter_id}",
        incident_id="i-1",
        channel=ROOM,
        thread_ts=thread_ts,
        content=Rendered(text=text, blocks=(block,)),
        version=version,
        ts=ts,
    )


async def test_a_letter_is_posted_into_its_thread_and_bears_its_id(way: Way) -> None:
    root = await way.thread()
    ts = await way.messenger.post(letter(thread_ts=root))
    [_, reply] = way.workspace.thread(ROOM, root)
    assert (reply["ts"], reply["text"]) == (ts, LINE)
    assert reply["blocks"][0]["block_id"] == "lookout:aaa:1"


async def test_a_letter_without_blocks_can_be_found_as_well(way: Way) -> None:
    root = await way.thread()
    bare = letter(thread_ts=root).model_copy(update={"content": Rendered(text=LINE)})
    ts = await way.messenger.post(bare)
    assert await way.messenger.find(bare) == ts


async def test_an_edit_changes_the_message_and_its_mark(way: Way) -> None:
    root = await way.thread()
    ts = await way.messenger.post(letter(thread_ts=root))
    newer = "Nobody owns this incident as of 02:20 UTC"
    await way.messenger.update(letter(thread_ts=root, version=2, ts=ts, text=newer))
    [_, reply] = way.workspace.thread(ROOM, root)
    assert (reply["text"], reply["blocks"][0]["block_id"]) == (newer, "lookout:aaa:2")


async def test_the_letter_that_was_rendered_is_not_changed_by_its_mark(way: Way) -> None:
    root = await way.thread()
    made = letter(thread_ts=root)
    await way.messenger.post(made)
    assert "block_id" not in made.content.blocks[0]


async def test_a_letter_is_found_in_whatever_version_it_stands(way: Way) -> None:
    root = await way.thread()
    ts = await way.messenger.post(letter(thread_ts=root, version=3))
    assert await way.messenger.find(letter(thread_ts=root, version=7)) == ts


async def test_another_letter_whose_id_begins_alike_is_not_taken_for_it(way: Way) -> None:
    root = await way.thread()
    await way.messenger.post(letter("aaab", thread_ts=root))
    assert await way.messenger.find(letter("aaa", thread_ts=root)) == ""


async def test_a_letter_at_top_level_is_found_in_the_channel(way: Way) -> None:
    ts = await way.messenger.post(letter())
    assert await way.messenger.find(letter()) == ts


async def test_a_letter_far_down_a_long_thread_is_found(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.adapters.slack import messenger  # noqa: PLC0415 # for the size of its pages

    monkeypatch.setattr(messenger, "PAGE", 5)
    root = await way.thread()
    for number in range(12):
        await way.workspace.say("U0NORA", ROOM, f"remark {number}", root)
    ts = await way.messenger.post(letter(thread_ts=root))
    assert await way.messenger.find(letter(thread_ts=root)) == ts
    assert len(way.workspace.traffic.sent("conversations.replies")) == 3


async def test_a_post_whose_answer_was_lost_is_found_again(way: Way) -> None:
    root = await way.thread()
    way.workspace.faults.lose("chat.postMessage")
    with pytest.raises(TransientError):
        await way.messenger.post(letter(thread_ts=root))
    [_, reply] = way.workspace.thread(ROOM, root)
    assert await way.messenger.find(letter(thread_ts=root)) == reply["ts"]


async def test_an_edit_of_a_message_that_is_gone_is_final(way: Way) -> None:
    with pytest.raises(PermanentError, match="message_not_found"):
        await way.messenger.update(letter(ts="1.1"))


async def test_a_whisper_is_seen_by_one_person_in_the_thread(way: Way) -> None:
    root = await way.thread()
    await way.messenger.whisper(ROOM, "U0NORA", letter().content, thread_ts=root)
    [seen] = way.workspace.ephemerals("U0NORA")
    assert (seen["text"], seen["thread_ts"]) == (LINE, root)
    assert way.workspace.ephemerals("U0IVY") == []
    assert len(way.workspace.thread(ROOM, root)) == 1


async def test_channel_names_become_ids_and_unknown_ones_are_left_out(way: Way) -> None:
    assert await ids_of(way.egress, ["#incidents", "shop-alerts", "nowhere"]) == {
        "incidents": ROOM,
        "shop-alerts": "C0SHOP",
    }


async def test_no_name_asks_nothing(way: Way) -> None:
    assert await ids_of(way.egress, []) == {}
    assert way.workspace.traffic.sent() == []


async def test_nothing_ever_reacts_with_an_emoji(way: Way) -> None:
    root = await way.thread()
    await way.messenger.post(letter(thread_ts=root))
    assert not [one for one in way.workspace.traffic.passages if one.name.startswith("reactions.")]


async def test_a_letter_to_a_person_is_not_found_rather_than_given_up(way: Way) -> None:
    assert await way.messenger.find(letter().model_copy(update={"channel": "U0NORA"})) == ""
    with pytest.raises(PermanentError, match="channel_not_found"):
        await way.messenger.find(letter().model_copy(update={"channel": "C0NOWHERE"}))


async def test_a_message_of_its_own_is_taken_back_and_one_that_is_gone_is_no_error(way: Way) -> None:
    root = await way.thread()
    ts = await way.messenger.post(letter(thread_ts=root))
    await way.messenger.remove(ROOM, ts)
    assert len(way.workspace.thread(ROOM, root)) == 1
    await way.messenger.remove(ROOM, ts)
    with pytest.raises(PermanentError, match="cant_delete_message"):
        await way.messenger.remove(ROOM, root)
