"""Preflight: whether the people of a rota may do what the runbooks ask of them, as the cluster itself answered.

A question is one right of one person in one place; a step's answer follows from those of its needs. What was not
answered is unknown, whatever was answered earlier.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from bot.domain.noun import Noun
from bot.domain.runbook import Step

GROUP = "group:"
"""How the name of a group of the cluster begins, where it stands in a person's place."""


class Can(StrEnum):
    """An answer. Unknown is no yes."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Asker(Noun):
    """Whose right it is, as the cluster's authentication would name them: a user with groups, or groups alone."""

    user: str = ""
    groups: tuple[str, ...] = ()


class Question(Noun):
    """May `who` (a Slack account, or `group:<name>`) do what `need` says ("patch deployments/scale")?

    In a namespace of a cluster; "" for what belongs to the cluster as a whole.
    """

    who: str
    cluster: str
    namespace: str
    need: str


class Answer(Noun):
    """What came of a question at `at`. `known_at` is when yes or no was last answered, None if never."""

    question: Question
    can: Can
    why: str = ""
    at: datetime
    known_at: datetime | None = None


class Sheet(Noun):
    """All answers about one place: a namespace of a cluster, or what belongs to it as a whole ("")."""

    cluster: str
    namespace: str
    at: datetime
    answers: tuple[Answer, ...] = ()


class LinkAnswer(Noun):
    """Whether an address of a runbook answered; whether a given person may open it is not known by that."""

    url: str
    runbooks: tuple[str, ...]
    can: Can
    why: str
    at: datetime


class Ability(Noun):
    """Whether one person can run one step in one place. `lacking` are the needs that were refused."""

    who: str
    can: Can
    lacking: tuple[str, ...] = ()
    why: str = ""
    known_at: datetime | None = None


def by_question(sheets: Iterable[Sheet]) -> dict[Question, Answer]:
    """All answers of some sheets by what was asked."""
    return {one.question: one for sheet in sheets for one in sheet.answers}


def ability(
    who: str, step: Step, cluster: str, namespace: str, answers: Mapping[Question, Answer]
) -> Ability:
    """What the answers say of a step: one refused need is a no, one that is not known else leaves it unknown."""
    found: list[Answer | None] = []
    for need in step.needs:
        places = (namespace, "")
        asked = (Question(who=who, cluster=cluster, namespace=one, need=need) for one in places)
        found.append(next((answers[one] for one in asked if one in answers), None))
    lacking = tuple(one.question.need for one in found if one is not None and one.can is Can.NO)
    if lacking:
        return Ability(who=who, can=Can.NO, lacking=lacking)
    unknown = [one for one in found if one is None or one.can is Can.UNKNOWN]
    if not unknown:
        return Ability(who=who, can=Can.YES)
    times = [one.known_at if one is not None else None for one in unknown]
    dated = [one for one in times if one is not None]
    known_at = min(dated) if len(dated) == len(times) else None
    why = next((one.why for one in unknown if one is not None), "it was never asked")
    return Ability(who=who, can=Can.UNKNOWN, why=why, known_at=known_at)


class Pair(Noun):
    """Whether two of those on call could satisfy the gate, and why not; `people` are those accounts."""

    can: Can
    why: str = ""
    people: tuple[str, ...] = ()
