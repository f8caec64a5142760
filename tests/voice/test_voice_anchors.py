"""The index of claims: a pattern is tried only where one of its anchors stands, and its anchors are few."""

import sys

import pytest

from bot.voice.rules import CLAIMS
from bot.voice.rules.anchors import anchors
from bot.voice.rules.claim import claim


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("the (?:page|alert) is acked", {"acked"}),
        ("(?:now |already )*acked(?= (?:$|now))", {"acked"}),
        ("(?:acked|seen) now|closed", {"acked", "seen", "closed"}),
        ("(?!T:)\\S+ is handled", {"handled"}),
        ("{h} (?:is|are)", {"H:"}),
        ("it is (?:fine|good)", {"fine", "good"}),
        ("errors? stopp?ed", {"T:error", "T:errors"}),
    ],
)
def test_the_most_telling_part_that_must_match_anchors_a_claim(source: str, wanted: set[str]) -> None:
    assert set(anchors(claim("any", source).source)) == wanted


def test_every_claim_has_an_anchor_and_few_hang_on_words_that_stand_everywhere() -> None:
    found = [anchors(one.source) for one in CLAIMS]
    assert all(found)
    everywhere = [words for words in found if words & {"it", "is", "T:", "D:", "N:"}]
    assert len(everywhere) < len(CLAIMS) // 10, sys.getsizeof(everywhere)
