"""Plan: what a preflight asks, each question once, whatever number of steps and services want its answer."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import Field

from bot.domain.cluster_user import ClusterUser
from bot.domain.noun import Noun
from bot.domain.preflight import GROUP, Asker, Question
from bot.domain.rota import Duty
from bot.domain.runbook import Runbook, Step
from bot.domain.target import Target
from bot.domain.tool import kinds_of, step_for
from bot.facts.rights import right_of

Place = tuple[str, str]
"""A cluster and a namespace of it."""
MOST_LINKS = 200
_URL = re.compile(r"https?://[^\s<>\"'`()\[\]{}|\\^]+")


class Plan(Noun):
    """`questions` may be asked for `askers`; `unmapped` are those about people whom no cluster knows.

    `links` maps each address to the runbooks that name it.
    """

    askers: dict[str, Asker] = Field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    unmapped: tuple[Question, ...] = ()
    links: dict[str, tuple[str, ...]] = Field(default_factory=dict)


def plan(
    runbooks: Sequence[Runbook],
    services: Mapping[str, Target],
    identities: Mapping[str, ClusterUser],
    duties: Sequence[Duty],
) -> Plan:
    """All that is to be asked of the rotas' people where their services run, and of all others who are known anywhere.

    The others, and the groups of the cluster that the identities name, are those who can where the on-call cannot.
    """
    askers = askers_of(identities)
    rostered = {who for duty in duties for who in duty.people}
    needs = tuple(dict.fromkeys(need for book in runbooks for step in book.steps for need in _needs(step)))
    asked: dict[Question, None] = {}
    for who in sorted(rostered | set(askers)):
        for place in places_of(who, services, duties):
            asked |= dict.fromkeys(_about(who, place, needs))
    return Plan(
        askers=askers,
        questions=tuple(one for one in asked if one.who in askers),
        unmapped=tuple(one for one in asked if one.who not in askers),
        links=links_of(runbooks),
    )


def askers_of(identities: Mapping[str, ClusterUser]) -> dict[str, Asker]:
    """The people whom the clusters know, and each group that they are in, by itself."""
    people = {who: Asker(user=one.user, groups=one.groups) for who, one in identities.items()}
    groups = {group for one in identities.values() for group in one.groups}
    return people | {f"{GROUP}{one}": Asker(groups=(one,)) for one in sorted(groups)}


def places_of(who: str, services: Mapping[str, Target], duties: Sequence[Duty]) -> tuple[Place, ...]:
    """Where somebody may be called to: where the services of their rotas run, or all of them."""
    mine = [duty for duty in duties if who in duty.people]
    targets = (
        target
        for service, target in services.items()
        if not mine or any(duty.is_for(service) for duty in mine)
    )
    return tuple(sorted({(one.cluster, one.namespace) for one in targets}))


def links_of(runbooks: Iterable[Runbook]) -> dict[str, tuple[str, ...]]:
    """Every address in a runbook's words, with the ids of the runbooks that have it; the first `MOST_LINKS`."""
    found: dict[str, dict[str, None]] = {}
    for book in runbooks:
        for url in _urls(book):
            found.setdefault(url, {})[book.id] = None
    return {url: tuple(books) for url, books in list(found.items())[:MOST_LINKS]}


def _needs(step: Step) -> Iterator[str]:
    """What its runbook says that a step takes, and what it takes for each kind that its tool may be applied to."""
    yield from step.needs
    for kind in kinds_of(step):
        yield from step_for(step, kind).needs


def _about(who: str, place: Place, needs: Sequence[str]) -> Iterator[Question]:
    cluster, namespace = place
    for need in needs:
        right = right_of(need)
        wide = right is not None and right.wide
        yield Question(who=who, cluster=cluster, namespace="" if wide else namespace, need=need)


def _urls(book: Runbook) -> Iterator[str]:
    told = [book.title, book.prose]
    for step in book.steps:
        told += [step.title, step.prose, step.undo, step.expect, step.command]
    for text in told:
        for url in _URL.findall(text):
            # An address that a variable belongs to ($namespace) is none until the incident is known.
            if "$" not in url:
                yield url.rstrip(".,;:!?*_")
