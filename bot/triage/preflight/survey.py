"""Survey: asks what the plan says, within a deadline, and turns whatever happens into answers.

A check that breaks is unknown, never fine. A cluster that refuses the asking, or fails several times in a row, is not
asked on: the rest of its answers are unknown for the same reason.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from bot.domain.errors import OutsideError, TransientError
from bot.domain.noun import Noun
from bot.domain.preflight import Answer, Can, LinkAnswer, Question, Sheet, by_question
from bot.triage.ports.clock import Clock
from bot.triage.ports.preflight import Instruments, Links, Reviews
from bot.triage.preflight.plan import Plan

log = structlog.get_logger()

PATIENCE = 5
"""Failures of one cluster in a row after which it is not asked on."""
MOST = 20_000
UNMAPPED = "no cluster user is configured for this person"
UNCONFIGURED = "this cluster is not configured"
TOO_MANY = f"more than the {MOST:,} questions that are asked at a time"
NO_LINKS = "addresses are not asked"


class Found(Noun):
    """What a survey brought."""

    sheets: tuple[Sheet, ...]
    links: tuple[LinkAnswer, ...]


async def survey(tools: Instruments, plan: Plan, clock: Clock, *, within: float) -> Found:
    """Ask everything at once; what has no answer `within` so many seconds is unknown."""
    answers: dict[Question, tuple[Can, str]] = dict.fromkeys(plan.unmapped, (Can.UNKNOWN, UNMAPPED))
    answers |= dict.fromkeys(plan.questions[MOST:], (Can.UNKNOWN, TOO_MANY))
    seen: dict[str, tuple[Can, str]] = {}
    asking = [
        *(_Cluster(tools.reviews.get(name), plan, answers).ask(asked) for name, asked in _by_cluster(plan)),
        _links(tools.links, plan, seen),
    ]
    tasks = [asyncio.create_task(one) for one in asking]
    try:
        await asyncio.wait(tasks, timeout=within)
    finally:
        for (
            task
        ) in tasks:  # also where the whole survey is cut: by a stop of Lookout, whose clients then close
            task.cancel()
    for outcome in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(outcome, Exception):
            raise outcome
    now, unasked = clock.now(), (Can.UNKNOWN, f"no answer within the {within:g} s of a preflight")
    every = [*plan.questions, *plan.unmapped]
    return Found(
        sheets=_sheets({one: answers.get(one, unasked) for one in every}, now),
        links=tuple(
            LinkAnswer(url=url, runbooks=books, can=can, why=why, at=now)
            for url, books in plan.links.items()
            for can, why in [seen.get(url, unasked)]
        ),
    )


def remembering(sheets: Sequence[Sheet], earlier: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The sheets, in which what is unknown now has the time when it was last known."""
    before = by_question(earlier)
    return tuple(
        sheet.model_copy(update={"answers": tuple(_remembered(one, before) for one in sheet.answers)})
        for sheet in sheets
    )


def _remembered(answer: Answer, before: Mapping[Question, Answer]) -> Answer:
    old = before.get(answer.question)
    if answer.can is not Can.UNKNOWN or old is None:
        return answer
    return answer.model_copy(update={"known_at": old.known_at})


class _Cluster:
    """One cluster's part; writes into `answers` as they come, so that a deadline keeps those that are there."""

    def __init__(self, reviews: Reviews | None, plan: Plan, answers: dict[Question, tuple[Can, str]]) -> None:
        self._reviews = reviews
        self._askers = plan.askers
        self._answers = answers
        self._failures = 0
        self._given_up = "" if reviews is not None else UNCONFIGURED

    async def ask(self, asked: Sequence[Question]) -> None:
        """All of them; the adapter bounds how many at a time."""
        # The first alone: a cluster that may not be asked at all refuses once, not a thousand times.
        for first in asked[:1]:
            await self._one(first)
        async with asyncio.TaskGroup() as group:
            for one in asked[1:]:
                group.create_task(self._one(one))

    async def _one(self, question: Question) -> None:
        if self._given_up or self._reviews is None:
            self._answers[question] = (Can.UNKNOWN, self._given_up)
            return
        asker = self._askers[question.who]
        try:
            answer = await self._reviews.may(asker, question.need, question.namespace)
        except OutsideError as problem:
            self._failures += 1
            if self._failures >= PATIENCE or not isinstance(problem, TransientError):
                self._given_up = str(problem)
            answer = (Can.UNKNOWN, str(problem))
        except Exception as problem:
            log.exception("a question of a preflight failed", need=question.need)
            answer = (Can.UNKNOWN, _fault(problem))
        else:
            self._failures = 0
        self._answers[question] = answer


async def _links(links: Links | None, plan: Plan, seen: dict[str, tuple[Can, str]]) -> None:
    async def one(url: str) -> None:
        try:
            seen[url] = (Can.UNKNOWN, NO_LINKS) if links is None else await links.ask(url)
        except Exception as problem:
            log.exception("asking for a link failed")
            seen[url] = (Can.UNKNOWN, _fault(problem))

    async with asyncio.TaskGroup() as group:
        for url in plan.links:
            group.create_task(one(url))


def _fault(problem: Exception) -> str:
    return f"the check itself failed, which is a fault of Lookout ({type(problem).__name__})"


def _by_cluster(plan: Plan) -> list[tuple[str, list[Question]]]:
    found: dict[str, list[Question]] = defaultdict(list)
    for one in plan.questions[:MOST]:
        found[one.cluster].append(one)
    return list(found.items())


def _sheets(answers: Mapping[Question, tuple[Can, str]], now: datetime) -> tuple[Sheet, ...]:
    places: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for question, (can, why) in answers.items():
        known_at = None if can is Can.UNKNOWN else now
        answer = Answer(question=question, can=can, why=why, at=now, known_at=known_at)
        places[question.cluster, question.namespace].append(answer)
    return tuple(
        Sheet(cluster=cluster, namespace=namespace, at=now, answers=tuple(found))
        for (cluster, namespace), found in sorted(places.items())
    )
