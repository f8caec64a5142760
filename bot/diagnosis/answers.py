"""Answers: what a model said to a person's question, sentence by sentence, and which of them stand.

As with claims: a sentence stands on a citation that holds, or it is dropped and counted.
"""

from collections.abc import Sequence
from typing import Any

from bot.diagnosis.citing import Citation, cited, exhibited
from bot.diagnosis.schema import answer_schema
from bot.diagnosis.wording import said, unread, unsayable
from bot.domain.answer import Answer, Sentence
from bot.domain.diagnosis import Evidence
from bot.domain.noun import Noun
from bot.domain.snapshot import Read
from bot.facts.raw import items

ANSWER_SCHEMA: dict[str, Any] = answer_schema()
"""The form of an answer to a question, as JSON Schema."""
MOST = 6
_LONGEST = 400


class CheckedAnswer(Noun):
    """What stands of an answer; of long texts its evidence has the cited lines.

    `unbacked` counts sentences that cite nothing that was read, `withheld` those that may not be said; `dropped` has
    the reasons.
    """

    answer: Answer = Answer()
    unbacked: int = 0
    withheld: int = 0
    dropped: tuple[str, ...] = ()


def check_answer(
    answer: dict[str, Any], evidence: Sequence[Evidence], reads: Sequence[Read] = ()
) -> CheckedAnswer:
    """Which sentences are backed by this evidence; any object is an answer, of which nothing may stand."""
    standing: list[Sentence] = []
    citations: list[Citation] = []
    unbacked, withheld, dropped = 0, 0, list[str]()
    for place, raw in enumerate(items(answer, "sentences")[:MOST], start=1):
        line, support = said(raw, "text", limit=_LONGEST), cited(raw, "evidence", evidence)
        why = "" if support.found else "cites nothing that was read"
        if what := unread(line, evidence, reads):
            why = f"says that {what} were read, and none were"
        rule = unsayable(line) if line else "empty"
        unbacked += bool(why)
        withheld += bool(rule) and not why
        why = why or (f"may not be said (rule {rule})" if rule else "")
        dropped += [f"sentence {place}: {one}" for one in (why, *support.refused) if one]
        if not why:
            standing.append(Sentence(text=line, evidence=support.ids))
            citations += support.found
    open_ = said(answer, "unanswered", limit=_LONGEST)
    return CheckedAnswer(
        answer=Answer(
            sentences=tuple(standing),
            evidence=exhibited(citations, evidence),
            unanswered="" if unsayable(open_) else open_,
        ),
        unbacked=unbacked,
        withheld=withheld,
        dropped=tuple(dropped),
    )
