"""The answer to a question in an incident's thread: posted whole, each sentence with the evidence that it rests on.

What the rules can answer is made by `nearest`; here is what both kinds of answer look like, and the model's.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.answer import Answer, Sentence
from bot.domain.diagnosis import Evidence
from bot.domain.incident import Incident
from bot.domain.noun import Noun
from bot.render.blocks import context, message, section
from bot.render.evidence import quoted_block
from bot.render.owner import post_line
from bot.render.rendered import Rendered
from bot.render.words import prose, typed

_QUOTES, _LINES = 6, 12
BY_MODEL = "Answer by the model, from what was read:"
OPEN = "A part of the question stays open: what was read does not tell it."


class Told(Noun):
    """An answer ready to be shown: a `title`, `lines` that are fit to be said, and the evidence to quote below them."""

    title: str
    lines: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()


def answer_message(
    incident: Incident, question: str, told: Told, *, small: Sequence[str], now: datetime
) -> Rendered:
    """One reply. `small` is the small print: how the answer was made, and what became of the model's."""
    first = post_line(incident, now)
    lines = told.lines[:_LINES]
    head = section(first, f"*{told.title}*", *lines)
    body = [quoted_block(one, now) for one in told.evidence[:_QUOTES]]
    tail = context(f"Question: {typed(question, 200)}", *small)
    return message([first, told.title, *lines], [head], body, [tail])


def answer_told(answer: Answer) -> Told:
    """The model's answer, of which every sentence cites what it rests on.

    What it says stays open cites nothing, so only that there is something is told.
    """
    lines = [_cited(one) for one in answer.sentences]
    if answer.unanswered:
        lines.append(OPEN)
    return Told(title=BY_MODEL, lines=tuple(lines), evidence=answer.evidence)


def evidence_named(ids: Sequence[str]) -> str:
    """`Evidence: E1, E2.`, or that there is none."""
    return f"Evidence: {', '.join(ids[:8])}." if ids else "Evidence: none."


def _cited(one: Sentence) -> str:
    return f"{prose(one.text, 400)} {evidence_named(one.evidence)}"
