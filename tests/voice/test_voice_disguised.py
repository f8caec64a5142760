"""A claim in disguise is a claim: whatever is done to its letters, words and lines, it does not pass."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.voice.confusables import LOOKS_LIKE
from bot.voice.jsonl import verdict

ROWS = (Path(__file__).parent / "corpus" / "block.jsonl").read_text(encoding="utf-8").splitlines()
CLAIMS = [
    (one["text"], one["kind"])
    for one in map(json.loads, filter(str.strip, ROWS))
    if not one["text"].startswith(("{", "["))  # a payload is judged as one, not as prose
]
ALIKE: dict[str, list[str]] = {}
for code, plain in LOOKS_LIKE.items():
    ALIKE.setdefault(plain.lower(), []).append(chr(code))
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e"
Disguise = Callable[[str, random.Random], str]


def _each(text: str, dice: random.Random, change: Callable[[str], str], share: float = 0.3) -> str:
    """The text with a share of its letters changed, one at least."""
    places = [place for place, char in enumerate(text) if char.isascii() and char.isalpha()]
    chosen = set(dice.sample(places, max(1, int(len(places) * share)))) if places else set()
    return "".join(change(char) if place in chosen else char for place, char in enumerate(text))


def invisible(text: str, dice: random.Random) -> str:
    return _each(text, dice, lambda char: char + dice.choice(INVISIBLE))


def alike(text: str, dice: random.Random) -> str:
    return _each(text, dice, lambda char: dice.choice(ALIKE.get(char.lower(), [char])))


def wide(text: str, dice: random.Random) -> str:
    return _each(text, dice, lambda char: chr(ord(char) + 0xFEE0))


def bold(text: str, dice: random.Random) -> str:
    return _each(text, dice, lambda char: chr(0x1D41A + ord(char.lower()) - ord("a")))


def struck(text: str, dice: random.Random) -> str:
    return _each(text, dice, lambda char: char + "\u0336")


def backwards(text: str, _: random.Random) -> str:
    return f"\u202e{text[::-1]}\u202c"


def entities(text: str, dice: random.Random) -> str:
    return _each(text, dice, lambda char: f"&#{ord(char)};")


def cased(text: str, dice: random.Random) -> str:
    return _each(text, dice, str.swapcase, 0.5)


def marked(text: str, dice: random.Random) -> str:
    sign = dice.choice(["*", "_", "~"])
    return f"{sign}{text}{sign}"


def quoted(text: str, dice: random.Random) -> str:
    return dice.choice(["> {}", '"{}"', "\u201c{}\u201d", "({})"]).format(text)


def on_lines(text: str, dice: random.Random) -> str:
    words = text.split(" ")
    place = dice.randrange(len(words))
    return f"{' '.join(words[:place])}\n{' '.join(words[place:])}"


def spaced(text: str, dice: random.Random) -> str:
    return text.replace(" ", dice.choice(["  ", "\u00a0", "\u2009", "\t", "   "]))


def followed(text: str, dice: random.Random) -> str:
    behind = [
        "3 of 6 pods are ready.",
        "Revision 7 began at 02:06.",
        "E1, E2.",
        "(E1).",
        "(see E1).",
        "(E1/E2).",
    ]
    return f"{text} {dice.choice(behind)}"


def preceded(text: str, dice: random.Random) -> str:
    return f"{dice.choice(['3 of 6 pods are ready.', 'Not enough evidence.', 'Revision 7 began at 02:06.'])} {text}"


HIDING: list[Disguise] = [invisible, wide, bold, struck, backwards]
REST: dict[Disguise, float] = {
    alike: 0.01, entities: 0.01, cased: 0.06, marked: 0.01, quoted: 0.01, on_lines: 0.015, spaced: 0.01, followed: 0.03,
    preceded: 0.01,
}  # fmt: skip
"""What a person may write by mistake as well, each with the share that is known to pass: it may only fall."""


@settings(max_examples=500, deadline=None)
@given(
    st.sampled_from(CLAIMS), st.lists(st.sampled_from(HIDING), min_size=1, max_size=2), st.integers(0, 9_999)
)
def test_a_claim_that_hides_its_letters_is_blocked(
    claim: tuple[str, str], disguises: list[Disguise], seed: int
) -> None:
    text, dice = claim[0], random.Random(seed)  # noqa: S311 - no secret: the same dice for the same seed
    for disguise in disguises:
        text = disguise(text, dice)
    assert verdict(text, claim[1])["verdict"] == "block", text


@pytest.mark.parametrize("disguise", REST, ids=lambda one: one.__name__)
def test_few_claims_pass_however_they_are_laid_out(disguise: Disguise) -> None:
    dice = random.Random(7)  # noqa: S311 - no secret
    laid_out = [(disguise(text, dice), kind) for text, kind in CLAIMS]
    passed = [text for text, kind in laid_out if verdict(text, kind)["verdict"] != "block"]
    assert len(passed) <= REST[disguise] * len(laid_out), passed


CLAIMED = """
oN iT. | tHe BOt wiLl rESTArt the POdS. | On it (E1). | On it (see E1). | On it (E1/E2). | On it (E1-E3).
On it (E1) now. | On it [E1] for now. | Current status: fixed E1, E2. | Got it E3. | Handled 3 of 6 pods.
Fixed shop/checkout. | - [x] Restart payments-api
"""
STATED = """
The ConfigMap of the StatefulSet is missing the key preStop. | Containers were OOMKilled 3 times (E2).
For: E1, E2. Against: E6. | Seen in E1 and E2. | Based on E1. | Observed (E1). | Unchanged (E2).
Waiting for MySQL (E3). | Blocked by PDBs (E2). | gRPC unavailable (E3). | 3 of 6 pods are ready (E1).
"""


def listed(texts: str) -> list[str]:
    return [one.strip() for line in texts.strip().splitlines() for one in line.split(" | ")]


@pytest.mark.parametrize("text", listed(CLAIMED))
def test_neither_odd_capitals_nor_a_citation_behind_it_makes_a_claim_pass(text: str) -> None:
    assert verdict(text, "claim")["verdict"] == "block"


@pytest.mark.parametrize("text", listed(STATED))
def test_names_with_capitals_and_citations_of_facts_pass(text: str) -> None:
    assert verdict(text, "fact")["verdict"] == "pass"
