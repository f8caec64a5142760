from collections.abc import AsyncIterator

import pytest

from bot.adapters.links import NOT_ASKED, HttpLinks, is_for_machines
from bot.domain.preflight import Can
from tests.rota_sources import RotaSources


@pytest.fixture
async def web() -> AsyncIterator[RotaSources]:
    async with RotaSources().running() as running:
        yield running


@pytest.fixture
async def links() -> AsyncIterator[HttpLinks]:
    """Asks loopback too, where the server of the test is."""
    made = HttpLinks(within=20, refused=lambda _address: False)
    yield made
    await made.close()


@pytest.mark.parametrize(
    ("status", "can", "said"),
    [
        (200, Can.YES, "it answers 200"),
        (302, Can.YES, "a redirect, which was not followed"),
        (401, Can.YES, "it asks for a sign-in"),
        (403, Can.YES, "it asks for a sign-in"),
        (404, Can.NO, "the page is not there"),
        (410, Can.NO, "the page is not there"),
        (429, Can.UNKNOWN, "it answers 429"),
        (503, Can.UNKNOWN, "it answers 503"),
    ],
)
async def test_what_an_answer_means(
    web: RotaSources, links: HttpLinks, status: int, can: Can, said: str
) -> None:
    web.headers = {"Location": f"{web.url}/elsewhere"}
    web.answers["/page"] = (status, b"")
    found = await links.ask(f"{web.url}/page")
    assert found[0] is can
    assert said in found[1]
    assert [(one.method, one.path) for one in web.asked] == [("HEAD", "/page")]


async def test_a_server_without_head_is_asked_by_get_and_nothing_of_its_answer_is_read(
    web: RotaSources, links: HttpLinks
) -> None:
    web.refuses_head = True
    web.answers["/page"] = (200, b"x" * 5_000_000)
    assert await links.ask(f"{web.url}/page") == (Can.YES, "it answers 200")
    assert [one.method for one in web.asked] == ["HEAD", "GET"]


async def test_what_does_not_answer_is_unknown(web: RotaSources, links: HttpLinks) -> None:
    web.hanging = True
    hasty = HttpLinks(within=0.2, refused=lambda _address: False)
    assert await hasty.ask(f"{web.url}/page") == (Can.UNKNOWN, "no answer within 0.2 s")
    await hasty.close()
    can, why = await links.ask("http://127.0.0.1:9/page")
    assert (can, why) == (Can.UNKNOWN, "it cannot be reached from where Lookout runs (ClientConnectorError)")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/x",
        "https://user:hunter2@example.com/x",
        "https:///x",
        "http://[::1/x",
        "javascript:alert(1)",
    ],
)
async def test_what_is_no_plain_address_is_not_asked(links: HttpLinks, url: str) -> None:
    can, why = await links.ask(url)
    assert can is Can.UNKNOWN
    assert why.startswith("not asked: it is no")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "\u2460\u2461\u2466.0.0.1",  # digits in circles
        "\uff11\uff12\uff17.0.0.1",  # wide ones
        "127\u30020\u30020\u30021",  # other full stops
    ],
)
async def test_this_machine_is_not_asked_by_whatever_name(web: RotaSources, host: str) -> None:
    links = HttpLinks(within=2.0)
    can, _why = await links.ask(f"http://{host}:{web.url.rpartition(':')[2]}/page")
    await links.close()
    assert can is Can.UNKNOWN
    assert web.asked == []


async def test_a_name_is_judged_by_where_it_leads() -> None:
    links = HttpLinks(within=2.0)
    assert await links.ask("http://localhost:9/page") == (Can.UNKNOWN, NOT_ASKED)
    assert await links.ask("http://127.0.0.1:9/page") == (Can.UNKNOWN, NOT_ASKED)
    await links.close()


@pytest.mark.parametrize(
    ("address", "refused"),
    [
        ("169.254.169.254", True),
        ("fe80::1%eth0", True),
        ("0.0.0.0", True),  # noqa: S104 - an address that is refused
        ("224.0.0.1", True),
        ("::ffff:169.254.169.254", True),
        ("100.100.100.200", True),
        ("::ffff:100.100.100.200", True),
        ("fd00:ec2::254", True),
        ("fd00:ec2::255", False),
        ("2002:a9fe:a9fe::", True),  # 169.254.169.254 as 6to4 writes it
        ("10.1.2.3", False),
        ("93.184.216.34", False),
        ("wiki.example.com", False),
    ],
)
def test_a_wiki_of_the_house_is_asked_and_a_service_for_machines_is_not(address: str, refused: bool) -> None:
    assert is_for_machines(address) is refused
