"""Answer: what is said to a person's question in an incident's thread, and what each sentence of it rests on."""

from enum import StrEnum

from bot.domain.diagnosis import Evidence
from bot.domain.noun import Noun


class Topic(StrEnum):
    """What a question is about, as far as the rules can answer it; `WHY` is what any other is nearest to."""

    CHANGED = "what changed"
    OWNER = "who owns it"
    READ = "what was read"
    BEGAN = "when it began"
    NEXT = "what to check next"
    SUSPECT = "whether it is this"
    DO = "a change that is asked for"
    WHY = "the cause"


class Sentence(Noun):
    """One sentence with the ids of the evidence that it rests on; a fact of the record needs none."""

    text: str
    evidence: tuple[str, ...] = ()


class Answer(Noun):
    """What a model answered, as far as it stands. `evidence` has every piece that a sentence names.

    `unanswered` is what of the question stays open in the model's words, "" if nothing; it cites nothing, so nobody is
    told more of it than that.
    """

    sentences: tuple[Sentence, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    unanswered: str = ""
