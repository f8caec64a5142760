from datetime import timedelta
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.store.snapshots import pack, unpack
from bot.adapters.store.sqlite.words import quoted
from bot.adapters.store.store import SqlStore
from bot.adapters.store.words import phrases
from bot.domain.errors import PermanentError
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import SHORT, diagnosis, incident, snapshot, with_incident
from tests.fakes_clock import START, FakeClock


async def add(store: Store, cause: str, statement: str = "", **scope: str) -> int:
    async with store.begin() as tx:
        return await tx.diagnoses.add("inc-1", diagnosis(cause, statement), snapshot(**scope))


async def found(store: Store, words: str) -> list[int]:
    async with store.read() as tx:
        return [past.id for past in await tx.diagnoses.search(words)]


@pytest.fixture(autouse=True)
async def _incident(store: Store) -> None:
    await with_incident(store)


async def test_a_diagnosis_comes_back_with_its_incident_and_snapshot(store: Store) -> None:
    diagnosis_id = await add(store, "oom-killed", "killed")
    async with store.read() as tx:
        past = await tx.diagnoses.get(diagnosis_id)
        assert past is not None
        assert past.diagnosis == diagnosis("oom-killed", "killed")
        assert (past.incident, past.at) == (incident(number=1), START)
        assert await tx.diagnoses.snapshot(diagnosis_id) == snapshot()
        assert await tx.diagnoses.get(diagnosis_id + 1) is None


async def test_a_diagnosis_of_no_incident_is_refused(store: Store) -> None:
    with pytest.raises(PermanentError, match="no incident"):
        async with store.begin() as tx:
            await tx.diagnoses.add("nope", diagnosis(), snapshot())


async def test_diagnoses_of_an_incident_are_listed_newest_first(store: Store) -> None:
    ids = [await add(store, "oom-killed"), await add(store, "bad-rollout")]
    async with store.read() as tx:
        assert [past.id for past in await tx.diagnoses.of("inc-1")] == ids[::-1]
        assert await tx.diagnoses.of("inc-2") == []


async def test_what_refines_a_diagnosis_is_found_by_it_and_listed_nowhere(store: Store) -> None:
    rules = await add(store, "oom-killed", "killed")
    async with store.begin() as tx:
        told = diagnosis("bad-rollout", "unheard of")
        refined = await tx.diagnoses.add("inc-1", told, snapshot(), refines=rules)
        again = await tx.diagnoses.add("inc-1", told, snapshot(), refines=rules)
    async with store.read() as tx:
        assert [past.id for past in await tx.diagnoses.refinements(rules)] == [again, refined]
        assert await tx.diagnoses.refinements(refined) == []
        past = await tx.diagnoses.get(refined)
        assert past is not None
        assert (past.refines, past.diagnosis) == (rules, told)
        assert await tx.diagnoses.snapshot(refined) == snapshot()
        assert [one.id for one in await tx.diagnoses.of("inc-1")] == [rules]
        assert [one.id for one in await tx.diagnoses.history(since=START)] == [rules]
        assert await tx.diagnoses.search("unheard bad-rollout") == []


async def test_history_is_of_a_service_or_namespace_since_a_time(store: Store, clock: FakeClock) -> None:
    old = await add(store, "oom-killed")
    clock.advance(minutes=60)
    new = await add(store, "oom-killed")
    other = await add(store, "oom-killed", service="cart", namespace="music")
    async with store.read() as tx:

        async def history(service: str, since: float, limit: int = 20) -> list[int]:
            start = START + timedelta(minutes=since)
            pasts = await tx.diagnoses.history(service=service, since=start, limit=limit)
            return [past.id for past in pasts]

        assert await history("", 0) == [other, new, old]
        assert await history("", 0, limit=1) == [other]
        assert await history("catalog", 0) == [new, old]
        assert await history("music", 0) == [other]
        assert await history("catalog", 60) == [new]
        assert await history("catalog", 61) == []


async def test_a_snapshot_is_let_go_after_its_retention_time_and_the_diagnosis_stays(
    url: str, clock: FakeClock, store: Store
) -> None:
    short = await SqlStore.open(url, clock, retention=SHORT, server_time=False)
    diagnosis_id = await add(short, "oom-killed")
    clock.advance(minutes=59)
    async with short.read() as tx:
        assert await tx.diagnoses.snapshot(diagnosis_id) == snapshot()
    clock.advance(minutes=1)
    async with short.read() as tx:
        assert await tx.diagnoses.snapshot(diagnosis_id) is None
        assert await tx.diagnoses.get(diagnosis_id) is not None
    await short.close()


async def test_search_finds_cause_service_namespace_title_and_statement(store: Store) -> None:
    oom = await add(store, "oom-killed", "The limit of 64Mi is too small.")
    pull = await add(
        store, "image-pull-auth", "The registry answered 401.", service="cart", namespace="music"
    )
    assert await found(store, "oom-killed") == [oom]
    assert await found(store, "cart") == [pull]
    assert await found(store, "music") == [pull]
    assert await found(store, "64Mi") == [oom]
    assert await found(store, "regist") == [pull]
    assert sorted(await found(store, "CatalogErrors")) == [oom, pull]
    assert await found(store, "dns") == []


async def test_the_best_match_is_first(store: Store) -> None:
    once = await add(store, "bad-rollout", "The limit was changed by the rollout.")
    best = await add(store, "oom-killed", "Memory reached the limit; the limit is too small.")
    assert await found(store, "oom limit memory") == [best, once]


async def test_search_is_limited(store: Store) -> None:
    for _ in range(3):
        await add(store, "oom-killed")
    async with store.read() as tx:
        assert len(await tx.diagnoses.search("oom", limit=2)) == 2


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        '"',
        "'",
        "*",
        "oom AND (",
        "NEAR(a, b)",
        'say "x',
        "-",
        "title:",
        "^a",
        "a\x00b",
        "😀",
        "\ud800",
    ],
)
async def test_any_text_is_a_valid_query(store: Store, words: str) -> None:
    await add(store, "oom-killed")
    assert await found(store, words) in ([], [1])


async def test_operators_are_words_like_any_other(store: Store) -> None:
    diagnosis_id = await add(store, "oom-killed", "Not near the limit.")
    assert await found(store, "NEAR") == [diagnosis_id]
    assert await found(store, "nothing OR") == []


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("books", True),  # of a name with dots
        ("catalog.books.svc", True),
        ("svc.books", False),
        ("log", True),  # of a path
        ("/var/log", True),
        ("UBEL", True),
        ("Übel", True),
        ("u\u0308bel", True),
        ("http-5", True),  # the last word of a phrase may go on
        ("htt-503", False),  # and no other one
        ("http 404", True),  # any of several
        ("503-http", False),
        ("was", True),  # no word is too common
        ("answer", True),
        ("answering", False),  # and none is cut to its stem
        ("60-pool", True),
        ("killed-catalog", False),  # a phrase stays within the cause, or the service
        ("catalog-books-books", False),
        ("1e5", True),
        ("it's", True),
        ("7", False),
    ],
)
async def test_the_same_words_are_found_whichever_engine_it_is(store: Store, words: str, hit: bool) -> None:
    said = "catalog.books.svc answered HTTP-503 at /var/log/übel.txt; it's 1e5 of 60_pool was 0.007"
    diagnosis_id = await add(store, "oom-killed", said)
    assert await found(store, words) == ([diagnosis_id] if hit else [])


async def test_a_cause_weighs_more_than_a_statement_and_the_newer_of_equals_is_first(store: Store) -> None:
    first = await add(store, "dns-timeout", "Slow.")
    said = await add(store, "bad-rollout", "The dns is slow.")
    second = await add(store, "dns-timeout", "Slow.")
    assert await found(store, "dns") == [second, first, said]


async def test_a_very_long_statement_is_kept_and_found_by_its_beginning(store: Store) -> None:
    said = " ".join(f"beginning{n} {'x' * 3000}" for n in range(3)) + " word" * 300
    said += "".join(f" w{n}{'y' * 60}" for n in range(20_000))
    diagnosis_id = await add(store, "oom-killed", said)
    assert await found(store, "beginning2 nothing") == [diagnosis_id]
    assert await found(store, "w7y") == [diagnosis_id]


@given(st.text())
def test_a_query_is_always_quoted_phrases(words: str) -> None:
    query = quoted(phrases(words))
    pieces = query.split(" OR ") if query else []
    assert len(pieces) <= 32
    assert all(piece.startswith('"') and piece.endswith('"*') and piece.count('"') == 2 for piece in pieces)


def test_a_packed_snapshot_is_small_and_equal_after_the_round_trip() -> None:
    pods = tuple({"metadata": {"name": f"catalog-{n}"}, "status": {"phase": "Running"}} for n in range(500))
    big = snapshot().model_copy(update={"objects": {"pods": {"books": pods}}})
    blob = pack(big)
    assert unpack(blob) == big
    assert len(blob) < 5_000


def test_a_snapshot_with_a_value_that_is_no_json_is_refused() -> None:
    odd = snapshot().model_copy(update={"objects": {"pods": {"books": ({"at": object()},)}}})
    with pytest.raises(TypeError, match="not object"):
        pack(odd)


def test_mappings_of_any_kind_are_packed() -> None:
    view = snapshot().model_copy(update={"objects": MappingProxyType({"pods": MappingProxyType({"": ()})})})
    assert unpack(pack(view)).objects == {"pods": {"": ()}}
