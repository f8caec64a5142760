import json

import aiohttp
import pytest

from bot.adapters.slack.replies import SlackReplies
from bot.domain.errors import PermanentError, TransientError
from bot.domain.people import HumanAct
from bot.render.fallback import FALLBACK_HOME, FALLBACK_POST, FALLBACK_VIEW
from bot.render.rendered import Rendered, RenderedView
from tests.adapters.slack.conftest import ROOM, Way

CLAIM = "Acknowledged. I own this incident."


def said(text: str, *more: str) -> Rendered:
    """A message whose blocks say these texts."""
    texts = more or (text,)
    blocks = tuple({"type": "section", "text": {"type": "mrkdwn", "text": one}} for one in texts)
    return Rendered(text=text, blocks=blocks)


FINE = said("Nobody owns this incident as of 02:14 UTC")


def everything(way: Way) -> str:
    """All that left, as one text."""
    return json.dumps(way.workspace.traffic.sent())


async def test_a_fit_message_leaves_unchanged(way: Way) -> None:
    await way.egress.send("chat.postMessage", {"channel": ROOM}, FINE)
    [body] = way.workspace.traffic.sent("chat.postMessage")
    assert body["text"] == FINE.text
    assert body["blocks"] == list(FINE.blocks)
    assert way.noted == []


async def test_links_are_never_unfurled(way: Way) -> None:
    await way.egress.send("chat.postMessage", {"channel": ROOM}, FINE)
    [body] = way.workspace.traffic.sent("chat.postMessage")
    assert (body["unfurl_links"], body["unfurl_media"]) == (False, False)


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.postEphemeral"])
async def test_a_claim_of_ownership_never_leaves_and_is_noted(way: Way, method: str) -> None:
    address = {"channel": ROOM, "user": "U0NORA"} if method == "chat.postEphemeral" else {"channel": ROOM}
    await way.egress.send(method, address, said(FINE.text, FINE.text, CLAIM))
    assert "I own this" not in everything(way)
    assert [noted for noted, _ in way.noted] == [method]


async def test_a_message_that_cannot_be_mended_is_replaced_by_the_constant(way: Way) -> None:
    await way.egress.send("chat.postMessage", {"channel": ROOM}, said(CLAIM))
    [message] = way.workspace.messages(ROOM)
    assert CLAIM not in message["text"]
    assert message["text"]


async def test_the_constant_keeps_the_mark_by_which_the_message_is_found(way: Way) -> None:
    marked = Rendered(text=CLAIM, blocks=({**said(CLAIM).blocks[0], "block_id": "lookout:abc:1"},))
    await way.egress.send("chat.postMessage", {"channel": ROOM}, marked)
    [body] = way.workspace.traffic.sent("chat.postMessage")
    assert body["blocks"][0]["block_id"] == "lookout:abc:1"


async def test_blocks_that_slack_does_not_take_are_replaced_by_the_constant(way: Way) -> None:
    way.workspace.faults.refused_blocks.add("section")
    way.workspace.faults.fail("chat.postMessage", "invalid_blocks")
    way.workspace.faults.refused_blocks.clear()
    await way.egress.send("chat.postMessage", {"channel": ROOM}, FINE)
    sent = way.workspace.traffic.sent("chat.postMessage")
    assert [body["text"] for body in sent] == [FINE.text, FALLBACK_POST.text]
    assert [one["text"] for one in way.workspace.messages(ROOM)] == [FALLBACK_POST.text]


async def test_another_refusal_is_not_papered_over(way: Way) -> None:
    way.workspace.faults.fail("chat.postMessage", "is_archived")
    with pytest.raises(PermanentError, match="is_archived"):
        await way.egress.send("chat.postMessage", {"channel": ROOM}, FINE)
    assert len(way.workspace.traffic.sent("chat.postMessage")) == 1


@pytest.mark.parametrize(
    "method", ["chat.postMessage", "reactions.add", "files.upload", "admin.users.list", ""]
)
async def test_a_method_that_is_no_listed_read_is_refused_unsent(way: Way, method: str) -> None:
    with pytest.raises(PermanentError, match="not among the reads"):
        await way.egress.read(method, channel=ROOM)
    assert way.workspace.traffic.sent() == []


async def test_a_modal_that_says_what_must_not_be_said_is_replaced(way: Way) -> None:
    ts = await way.thread()
    del ts
    view = RenderedView(
        view={
            "type": "modal",
            "title": {"type": "plain_text", "text": "I own this"},
            "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": CLAIM}}],
        }
    )
    way.workspace.faults.fail("views.open", "expired_trigger_id")
    with pytest.raises(PermanentError):
        await way.egress.show("views.open", {"trigger_id": "1.2"}, view)
    [body] = way.workspace.traffic.sent("views.open")
    assert CLAIM not in json.dumps(body)
    assert body["view"]["type"] == FALLBACK_VIEW.view["type"]


@pytest.mark.parametrize("body", [json.dumps({"text": CLAIM}), CLAIM])
async def test_the_body_of_an_acknowledgement_is_judged(way: Way, body: str) -> None:
    assert "I own this" not in await way.egress.acknowledgement(body)
    assert way.noted


async def test_a_bare_acknowledgement_and_a_closing_modal_pass(way: Way) -> None:
    assert await way.egress.acknowledgement("") == ""
    clear = json.dumps({"response_action": "clear"})
    assert json.loads(await way.egress.acknowledgement(clear)) == {"response_action": "clear"}


async def test_an_answer_to_a_command_is_judged_and_seen_by_the_asker_alone(way: Way) -> None:
    from aiohttp import web  # noqa: PLC0415 # a response_url for this test

    got: list[dict[str, object]] = []

    async def take(request: web.Request) -> web.Response:
        got.append(await request.json())
        return web.Response(status=200 if len(got) == 1 else 404)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"{site.name.replace('localhost', '127.0.0.1')}/hook"
    port = runner.addresses[0][1]
    url = f"http://127.0.0.1:{port}/hook"
    try:
        await way.egress.respond(url, said(FINE.text, FINE.text, CLAIM))
        assert got[0]["response_type"] == "ephemeral"
        assert "I own this" not in json.dumps(got)
        with pytest.raises(PermanentError, match="HTTP 404"):
            await way.egress.respond(url, FINE)
    finally:
        await runner.cleanup()


async def test_a_response_url_that_cannot_be_reached_is_an_outside_error(way: Way) -> None:
    from bot.domain.errors import TransientError  # noqa: PLC0415 # used here only

    with pytest.raises(TransientError):
        await way.egress.respond("http://127.0.0.1:1/hook", FINE)
    assert isinstance(way.egress._session, aiohttp.ClientSession)


async def test_a_home_is_published_and_one_that_does_not_pass_is_replaced_by_its_constant(way: Way) -> None:
    replies = SlackReplies(way.egress)
    await replies.publish_home("U0NORA", RenderedView(view={"type": "home", "blocks": list(FINE.blocks)}))
    fine = way.workspace.home_of("U0NORA")
    assert fine is not None
    assert FINE.text in json.dumps(fine)
    label = {"type": "plain_text", "text": CLAIM}
    button = {"type": "actions", "elements": [{"type": "button", "text": label, "action_id": "a"}]}
    await replies.publish_home("U0NORA", RenderedView(view={"type": "home", "blocks": [button]}))
    shown = way.workspace.home_of("U0NORA")
    assert shown is not None
    assert FALLBACK_HOME.view["blocks"][0]["text"]["text"] in json.dumps(shown)
    assert [noted for noted, _ in way.noted] == ["views.publish"]


async def test_a_home_may_name_a_deed_that_the_record_has(way: Way) -> None:
    owned = said("Owner: <@U0NORA>, who took ownership at 02:16 UTC")
    act = HumanAct(user="U0NORA", act="took ownership", at="02:16")
    view = RenderedView(view={"type": "home", "blocks": list(owned.blocks)})
    await SlackReplies(way.egress).publish_home("U0IVY", view, (act,))
    assert way.noted == []
    assert owned.text in json.dumps(way.workspace.home_of("U0IVY"))


async def test_what_is_late_is_not_sent(way: Way) -> None:
    """A process that stood still between its last look at the record and the first byte sends nothing."""
    now = way.egress._elapsed()
    with pytest.raises(TransientError, match="nothing was sent to Slack: this process stood still"):
        await way.egress.send("chat.postMessage", {"channel": ROOM}, FINE, before=now - 0.1)
    assert way.workspace.messages(ROOM) == []
    await way.egress.send("chat.postMessage", {"channel": ROOM}, FINE, before=now + 60)
    assert len(way.workspace.messages(ROOM)) == 1
