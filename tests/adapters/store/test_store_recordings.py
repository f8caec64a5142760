"""What passed between Lookout and a model is kept piece by piece, and let go when its time has passed."""

from bot.adapters.store.store import SqlStore
from bot.triage.ports.recordings import Part, Piece
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import SHORT
from tests.fakes_clock import FakeClock


def piece(step: int, part: Part = Part.REPLY, *, run: str = "refine:1", text: str = "") -> Piece:
    """A piece of a run."""
    return Piece(run=run, step=step, part=part, elapsed=1.5 * step, body={"text": text, "more": [1, None]})


async def kept(store: Store, run: str = "refine:1") -> list[Piece]:
    async with store.read() as tx:
        return list(await tx.recordings.of(run))


async def test_the_pieces_of_a_run_come_back_in_the_order_in_which_they_were_added(store: Store) -> None:
    first, second, third = (
        piece(1, Part.REQUEST, text="übel \ud83d \U0001f642"),
        piece(1),
        piece(2, Part.RESULT),
    )
    async with store.begin() as tx:
        await tx.recordings.add("inc-1", [first, second])
        await tx.recordings.add("inc-1", [piece(1, run="refine:11")])
        await tx.recordings.add("inc-1", [])
        await tx.recordings.add("inc-1", [third])
    assert await kept(store) == [first, second, third]
    assert await kept(store, "refine:2") == []


async def test_pieces_are_let_go_after_their_retention_time(url: str, clock: FakeClock, store: Store) -> None:
    short = await SqlStore.open(url, clock, retention=SHORT, server_time=False)
    async with short.begin() as tx:
        await tx.recordings.add("inc-1", [piece(1)])
    clock.advance(minutes=59)
    assert await kept(short) == [piece(1)]
    clock.advance(minutes=1)
    assert await kept(short) == []
    await short.close()
