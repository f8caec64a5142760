"""The table of a preflight: each person and each step of the runbooks, over all places where they may be called to."""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.noun import Noun
from bot.domain.preflight import Ability, Answer, Can, Question, ability
from bot.domain.runbook import Runbook, Step
from bot.domain.tool import kinds_of, step_for

PLACES = 3


class StepRow(Noun):
    """One person and one step: no if it is refused anywhere, else unknown if anything is, else yes.

    That is of what the runbook says that the step takes. Where the tool may be applied to further kinds, whose rights
    are others, `why` beside a yes says for which of them it is no yes.
    """

    who: str
    runbook: str
    step: str
    can: Can
    why: str = ""


def rows(
    who: str,
    places: Sequence[tuple[str, str]],
    runbooks: Sequence[Runbook],
    answers: Mapping[Question, Answer],
) -> Iterator[StepRow]:
    """The rows of one person; `places` are clusters with a namespace each."""
    for book in runbooks:
        for step in book.steps:
            yield _row(who, places, book, step, answers)


def _row(
    who: str,
    places: Sequence[tuple[str, str]],
    book: Runbook,
    step: Step,
    answers: Mapping[Question, Answer],
) -> StepRow:
    found = [(place, ability(who, step, *place, answers)) for place in places]
    for can in (Can.NO, Can.UNKNOWN):
        mine = [(place, one) for place, one in found if one.can is can]
        if mine:
            return StepRow(who=who, runbook=book.id, step=step.id, can=can, why=_why(mine, len(places)))
    return StepRow(
        who=who,
        runbook=book.id,
        step=step.id,
        can=Can.YES if found else Can.UNKNOWN,
        why="; ".join(_by_kind(who, places, step, answers))
        if found
        else "no service is configured, so there is no place to ask about",
    )


def _by_kind(
    who: str, places: Sequence[tuple[str, str]], step: Step, answers: Mapping[Question, Answer]
) -> Iterator[str]:
    """For which kinds a step that can be run is refused or unknown, and why."""
    for kind in kinds_of(step):
        found = [(place, ability(who, step_for(step, kind), *place, answers)) for place in places]
        for can in (Can.NO, Can.UNKNOWN):
            mine = [(place, one) for place, one in found if one.can is can]
            if mine:
                yield f"{'not' if can is Can.NO else can.value} for a {kind}: {_why(mine, len(places))}"
                break


def _why(found: Sequence[tuple[tuple[str, str], Ability]], asked: int) -> str:
    """What is lacking, or why it is unknown, and where; `asked` is how many places there are."""
    first = found[0][1]
    places = ["/".join(place) for place, _ in found]
    if len(places) == asked and asked > 1:
        return f"{', '.join(first.lacking) or first.why}, in all {asked} places"
    more = f" and {len(places) - PLACES} more" if len(places) > PLACES else ""
    what = ", ".join(first.lacking) or first.why
    return f"{what} in {', '.join(places[:PLACES])}{more}"
