"""What every model is told is part of its release: no word of it changes without another digest."""

import pytest

from bot.diagnosis.claims import CLAIMS_SCHEMA
from bot.domain.release import tools_digest
from bot.triage.model import fixed, loop, opening, reads
from bot.triage.model.fixed import fixed_words
from bot.triage.model.toolbox import SCHEMAS


def test_equal_words_give_an_equal_digest() -> None:
    assert tools_digest(SCHEMAS, fixed_words()) == tools_digest(SCHEMAS, fixed_words())


def test_another_form_of_an_answer_is_another_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    before = tools_digest(SCHEMAS, fixed_words())
    for name in ("CLAIMS_SCHEMA", "ANSWER_SCHEMA"):
        with monkeypatch.context() as changed:
            changed.setattr(fixed, name, CLAIMS_SCHEMA | {"description": "Now and then."})
            assert tools_digest(SCHEMAS, fixed_words()) != before


def test_another_word_of_the_loop_the_reads_or_the_opening_is_another_digest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = tools_digest(SCHEMAS, fixed_words())
    for place, name, other in (
        (loop, "TOLD", (loop.AGAIN, "Nothing more.")),
        (reads, "TOLD", (*reads.TOLD, "More.")),
        (opening, "wrapped", lambda *parts: " ".join(parts)),
        (opening, "_MOST_LINES", 7),
    ):
        with monkeypatch.context() as changed:
            changed.setattr(place, name, other)
            assert tools_digest(SCHEMAS, fixed_words()) != before, name


def test_the_openings_have_every_fixed_part() -> None:
    full, bare = fixed_words()[-2:]
    for part in (
        "Target:",
        "<alert",
        "Hypothesis 1 of the rules",
        "Harmless facts:",
        "<evidence",
        "and 40 more",
    ):
        assert part in full
    for part in (
        "no target is mapped",
        "(nothing was missed)",
        "(none)",
        "The snapshot is not kept any more.",
    ):
        assert part in bare
