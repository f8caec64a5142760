"""Whatever numbers stand in Lookout's own sentences, they are numbers: no digit is read as a disguised letter."""

import pytest

from bot.voice.judge import judge

SENTENCES = (
    "duration {tenth} s.",
    "The call took {tenth} s.",
    "pods: {n} read, {tenth} s; events: {n} read, 0.1 s.",
    "Blast radius: {n} pods of a workload that wants {n} (limit 10), 100% of the {n} ready, at most 2 changes an hour",
    "Nobody owns this incident as of {hour}:{minute} UTC",
    "Read by a program, not by a person: {n} logs: {n} lines read, {tenth} s.",
    "P-{n} expires at {hour}:{minute}.",
    "Diagnosis {n} of I-{n}",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_numbers_are_not_read_as_letters(sentence: str) -> None:
    said = [
        sentence.format(n=n, tenth=f"{n / 10:.1f}", hour=f"{n % 24:02d}", minute=f"{n % 60:02d}")
        for n in range(130)
    ]
    assert [text for text in said if not judge(text).passed] == []


def test_letters_written_apart_are_still_read_together() -> None:
    assert not judge("o n  1 t").passed
    assert not judge("i v e g 0 t t h 1 s").passed
