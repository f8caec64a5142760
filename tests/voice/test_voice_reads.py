"""The line of what was read passes as it stands, whichever kinds it names: every thread has it."""

import pytest

from bot.domain.snapshot import Gap, Read
from bot.render.status import progress_line
from bot.triage.evidence import CLUSTER_WIDE, NAMESPACED
from bot.voice.judge import judge

KINDS = (*NAMESPACED, *CLUSTER_WIDE)


@pytest.mark.parametrize("first", range(len(KINDS)))
def test_a_line_of_what_was_read_passes_whichever_kinds_it_begins_with(first: int) -> None:
    kinds = (*KINDS[first:], *KINDS[:first])
    reads = [Read(what=kind, count=number + 1, seconds=0.1) for number, kind in enumerate(kinds)]
    said = progress_line(reads, ())
    assert judge(said).passed, (said, judge(said).rule)


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_of_one_kind_passes_read_empty_or_not_read(kind: str) -> None:
    for said in (
        progress_line([Read(what=kind, count=3, seconds=0.1)], ()),
        progress_line([Read(what=kind, count=0, seconds=0.1)], ()),
        progress_line([], [Gap(what=kind, why="the API server refuses (403)")]),
    ):
        assert judge(said).passed, (said, judge(said).rule)
