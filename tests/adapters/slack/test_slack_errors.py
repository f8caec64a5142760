import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.adapters.slack.errors import REFUSED, TRANSIENT, translate
from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from tests.adapters.slack.conftest import ROOM, Way


def answered(body: dict[str, object]) -> SlackApiError:
    """What the SDK raises for that answer."""
    return SlackApiError("refused", body)  # type: ignore[no-untyped-call]  # the SDK leaves it untyped


@pytest.mark.parametrize("word", sorted(TRANSIENT))
async def test_these_words_mean_try_again(way: Way, word: str) -> None:
    way.workspace.faults.fail("auth.test", word)
    with pytest.raises(TransientError):
        await way.egress.read("auth.test")


@pytest.mark.parametrize("word", sorted(REFUSED))
async def test_these_words_mean_not_allowed_and_come_with_what_to_do(way: Way, word: str) -> None:
    way.workspace.faults.fail("auth.test", word)
    with pytest.raises(RefusedError) as raised:
        await way.egress.read("auth.test")
    assert str(raised.value).endswith("(auth.test)")
    assert " " in str(raised.value).removesuffix("(auth.test)").strip()


@pytest.mark.parametrize(
    "word", ["channel_not_found", "is_archived", "message_not_found", "a_word_of_tomorrow"]
)
async def test_any_other_word_is_final(way: Way, word: str) -> None:
    way.workspace.faults.fail("conversations.info", word)
    with pytest.raises(PermanentError, match=word):
        await way.egress.read("conversations.info", channel=ROOM)


async def test_a_limit_says_how_long_to_wait(way: Way) -> None:
    way.workspace.faults.limit("auth.test", retry_after=7)
    with pytest.raises(TransientError) as raised:
        await way.egress.read("auth.test")
    assert raised.value.retry_after == 7


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_broken_server_means_try_again(way: Way, status: int) -> None:
    way.workspace.faults.break_down("auth.test", status=status)
    with pytest.raises(TransientError):
        await way.egress.read("auth.test")


async def test_a_lost_answer_means_try_again(way: Way) -> None:
    way.workspace.faults.lose("auth.test")
    with pytest.raises(TransientError, match="could not be reached"):
        await way.egress.read("auth.test")


async def test_a_workspace_that_is_gone_means_try_again(way: Way) -> None:
    await way.workspace.stop()
    with pytest.raises(TransientError):
        await way.egress.read("auth.test")


@pytest.mark.parametrize(
    ("raised", "kind", "words"),
    [
        (TimeoutError(), TransientError, "did not answer"),
        (aiohttp.ClientConnectionError("reset"), TransientError, "ClientConnectionError: reset"),
        (OSError("no route"), TransientError, "OSError: no route"),
        (answered({"ok": False, "error": "ratelimited"}), TransientError, "ratelimited"),
        (answered({"ok": False}), PermanentError, "200"),
    ],
)
def test_whatever_a_call_raises_becomes_one_of_ours(
    raised: Exception, kind: type[OutsideError], words: str
) -> None:
    found = translate("chat.update", raised)
    assert type(found) is kind
    assert words in str(found)
