from bot.domain.preflight import Answer, Can, LinkAnswer, Question, Sheet
from bot.domain.rota import Duty, Shift
from bot.triage.ports.store import Store
from tests.fakes_clock import START

NORA = Duty(rota="shop", shifts=(Shift(user_id="U0NORA", name="Nora"),), read_at=START, until=START)
LINK = LinkAnswer(url="https://wiki.example.com/x", runbooks=("oom-killed",), can=Can.NO, why="404", at=START)


def sheet(namespace: str, cluster: str = "prod") -> Sheet:
    asked = Question(who="U0NORA", cluster=cluster, namespace=namespace, need="list pods")
    answer = Answer(question=asked, can=Can.YES, at=START, known_at=START)
    return Sheet(cluster=cluster, namespace=namespace, at=START, answers=(answer,))


async def test_the_rotas_are_those_that_were_put_last(store: Store) -> None:
    async with store.begin() as tx:
        assert await tx.preflights.duties() == []
        await tx.preflights.put_duties([NORA, Duty(rota="gone")])
        await tx.preflights.put_duties([Duty(rota="payments", problem="no answer"), NORA])
    async with store.read() as tx:
        assert await tx.preflights.duties() == [Duty(rota="payments", problem="no answer"), NORA]


async def test_a_thread_reads_the_answers_of_its_own_place(store: Store) -> None:
    everything = [sheet(""), sheet("cart"), sheet("shop"), sheet("shop", "stage")]
    async with store.begin() as tx:
        await tx.preflights.put([sheet("gone")], [])
        await tx.preflights.put(everything, [LINK])
    async with store.read() as tx:
        assert await tx.preflights.sheets("prod", ("shop", "")) == [sheet(""), sheet("shop")]
        assert await tx.preflights.sheets() == everything
        assert await tx.preflights.links() == [LINK]


async def test_answers_and_rotas_do_not_replace_each_other(store: Store) -> None:
    async with store.begin() as tx:
        await tx.preflights.put_duties([NORA])
        await tx.preflights.put([sheet("shop")], [LINK])
        await tx.preflights.put([], [])
    async with store.read() as tx:
        assert await tx.preflights.duties() == [NORA]
        assert (await tx.preflights.sheets(), await tx.preflights.links()) == ([], [])


async def test_more_places_than_fit_one_statement_are_kept(store: Store) -> None:
    many = [sheet(f"n{number:03}") for number in range(250)]
    async with store.begin() as tx:
        await tx.preflights.put(many, [])
    async with store.read() as tx:
        assert await tx.preflights.sheets() == many
