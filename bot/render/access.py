"""Access in words: who of those on call can run a step, and who can where they cannot.

Names are plain words, never mentions: a check of somebody's access pings nobody.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain.noun import Noun
from bot.domain.preflight import GROUP, Ability, Answer, Can, Question, Sheet, ability, by_question
from bot.domain.rota import Duty, Shift
from bot.domain.runbook import Step
from bot.render.rota import all_of, rota_label
from bot.render.words import clock, name

STALE = timedelta(hours=36)
"""Answers that are older count as none: a preflight is made each day."""


class Access(Noun):
    """What is known at one moment of who can do what in one place: rotas, answers, and what people are called."""

    cluster: str
    namespace: str
    duties: tuple[Duty, ...]
    sheets: tuple[Sheet, ...] = ()
    names: dict[str, str]
    now: datetime

    @property
    def on_call(self) -> tuple[Shift, ...]:
        """The shifts of the moment, each person once."""
        found = {(one.user_id, one.name): one for duty in self.duties for one in duty.on_call(self.now)}
        return tuple(found.values())

    @property
    def checked_at(self) -> datetime | None:
        """When this place was last asked about."""
        return next((one.at for one in self.sheets if one.namespace == self.namespace), None)


def access_line(access: Access, step: Step) -> str:
    """Who of those on call can run a step, and who can where they cannot; "" where there is no rota."""
    if not access.duties:
        return ""
    unread = next((duty.rota for duty in access.duties if not duty.known(access.now)), "")
    blind = f"rota {rota_label(unread)} cannot be read" if unread else ""
    people = access.on_call
    if not people:
        return f"on call: unknown, {blind}" if blind else "on call: nobody by any rota"
    hedge = f"; who else is unknown: {blind}" if blind else ""
    known = [one for one in people if one.user_id]
    found = [(one.name, _of(access, one.user_id, step)) for one in known]
    found += [(one.name, _STRANGER) for one in people if not one.user_id]
    return f"on call: {'; '.join(_parts(access, step, found))}{hedge}"


def _of(access: Access, who: str, step: Step) -> Ability:
    at = access.checked_at
    if at is None:
        return Ability(who=who, can=Can.UNKNOWN, why="this namespace is in no preflight")
    if access.now - at > STALE:
        return Ability(who=who, can=Can.UNKNOWN, why="the last preflight is old", known_at=at)
    return ability(who, step, access.cluster, access.namespace, _answers(access))


def _answers(access: Access) -> dict[Question, Answer]:
    return by_question(access.sheets)


_STRANGER = Ability(who="", can=Can.UNKNOWN, why="no account is configured for that name")


def _parts(access: Access, step: Step, found: Sequence[tuple[str, Ability]]) -> Iterator[str]:
    cannot = [(called, one) for called, one in found if one.can is Can.NO]
    can = [called for called, one in found if one.can is Can.YES]
    if cannot:
        needs = ", ".join(dict.fromkeys(need for _, one in cannot for need in one.lacking))
        yield f"{all_of([called for called, _ in cannot])} cannot run this ({name(needs, 160)})"
    if can:
        yield f"{all_of(can)} can{'' if cannot else ' run this'}"
    for called, one in found:
        if one.can is Can.UNKNOWN:
            since = (
                f"not checked since {clock(one.known_at, access.now)}" if one.known_at else "never checked"
            )
            yield f"unknown for {name(called, 60)}: {name(one.why, 120)}, {since}"
    if cannot and not can:
        others = _others(access, step, {one.who for _, one in found})
        yield f"{all_of(others)} can" if others else "nobody else is known who can"


def _others(access: Access, step: Step, left_out: set[str]) -> list[str]:
    """Who of all that were asked about can run the step: people first, then groups."""
    answers = _answers(access)
    asked = dict.fromkeys(question.who for question in answers if question.who not in left_out)
    able = [who for who in asked if _of(access, who, step).can is Can.YES]
    people = [access.names.get(who, who) for who in able if not who.startswith(GROUP)]
    return [*people, *(f"group {who.removeprefix(GROUP)}" for who in able if who.startswith(GROUP))]
