"""The bytes of a feed: bounded in time and size, never from elsewhere, and every failure a sentence."""

import asyncio
import zlib
from pathlib import Path

import pytest

from bot.adapters.feeds.fetch import Feed, Fetch
from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from tests.adapters.freezes.conftest import Site


async def refused(feed: Feed, *, per_call: float = 5.0, most: int = 1000) -> OutsideError:
    """Why it cannot be read."""
    fetch = Fetch(feed, per_call=per_call, most=most)
    try:
        with pytest.raises(OutsideError) as raised:
            await fetch()
        return raised.value
    finally:
        await fetch.close()


async def test_a_file_and_a_url_with_a_token_are_read(site: Site, tmp_path: Path) -> None:
    (tmp_path / "feed").write_bytes(b"abc")
    (tmp_path / "token").write_text("secret-1\n")
    site.body = b"xyz"
    assert await Fetch(Feed(path=tmp_path / "feed"), per_call=5)() == b"abc"
    fetch = Fetch(Feed(url=site.url, token_file=tmp_path / "token"), per_call=5)
    assert await fetch() == b"xyz"
    (tmp_path / "token").write_text("secret-2")
    await fetch()
    await fetch.close()
    assert [token for _, token in site.asked] == ["Bearer secret-1", "Bearer secret-2"]


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (301, PermanentError, "a redirect elsewhere, which is not followed"),
        (302, PermanentError, "redirect"),
        (401, RefusedError, "it refuses"),
        (404, PermanentError, "it answers 404"),
        (429, TransientError, "it answers 429"),
        (503, TransientError, "it answers 503"),
        (204, PermanentError, "it answers 204"),
    ],
)
async def test_no_other_answer_is_taken_for_the_feed(
    site: Site, status: int, kind: type[OutsideError], said: str
) -> None:
    site.status, site.headers = status, {"Location": "/elsewhere"}
    problem = await refused(Feed(url=site.url))
    assert isinstance(problem, kind)
    assert said in str(problem)
    assert [path for path, _ in site.asked] == ["/feed"]


async def test_what_is_too_large_is_not_read_to_its_end_also_unpacked(site: Site, tmp_path: Path) -> None:
    site.body = b"x" * 1001
    assert "larger than the 1,000 bytes" in str(await refused(Feed(url=site.url)))
    site.body, site.headers = zlib.compress(b"x" * 10_000_000), {"Content-Encoding": "deflate"}
    assert "larger than" in str(await refused(Feed(url=site.url)))
    (tmp_path / "feed").write_bytes(b"x" * 1001)
    assert "larger than" in str(await refused(Feed(path=tmp_path / "feed")))


async def test_a_server_that_does_not_answer_is_given_up(site: Site) -> None:
    async def wait() -> None:
        await asyncio.Event().wait()

    site.before = wait
    problem = await refused(Feed(url=site.url), per_call=0.1)
    assert str(problem) == "it gave no answer within 0.1 s"


async def test_what_is_not_there_is_said(site: Site, tmp_path: Path) -> None:
    assert "No such file" in str(await refused(Feed(path=tmp_path / "none")))
    nobody = site.url.replace("/feed", "").rpartition(":")[0] + ":1/feed"
    assert "cannot be reached" in str(await refused(Feed(url=nobody)))
    unread = Feed(url=site.url, token_file=tmp_path / "none")
    assert "token file cannot be read" in str(await refused(unread))
