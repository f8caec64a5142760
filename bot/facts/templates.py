"""Log templates: lines that say one thing in many ways, as one group, as the Drain algorithm forms them.

A line is masked (what varies by its form goes: numbers, digests, quoted words), cut into words, and joins the most
alike group among those of as many words with the same beginning; the words in which they differ become `*`. Each line
is looked at once and held against a bounded number of groups, so the cost is linear in the length of a log.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_ALIKE = 0.7
_MOST = 40  # groups that one line is held against
_WORDS = 60
_ANY = "*"


@dataclass(slots=True)
class _Growing:
    words: list[str]
    count: int
    first: int
    last: int
    line: str


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one template: how many, the places of the first and the last of them, and the last as it stands."""

    template: str
    count: int
    first: int
    last: int
    line: str


def grouped(lines: Iterable[tuple[int, str]], masked: Callable[[str], str]) -> tuple[Group, ...]:
    """The groups of numbered lines, in the order in which they first came; `masked` leaves out what varies by form."""
    near: dict[tuple[int, str], list[_Growing]] = defaultdict(list)
    found: list[_Growing] = []
    exact: dict[str, _Growing] = {}
    for place, line in lines:
        plain = masked(line)
        group = exact.get(plain)
        if group is None:
            words = plain.split()[:_WORDS]
            group = _joined(near[len(words), _beginning(words)], words)
            exact[plain] = group
            if not group.count:
                group.first = place
                found.append(group)
        group.count, group.last, group.line = group.count + 1, place, line
    return tuple(Group(" ".join(one.words), one.count, one.first, one.last, one.line) for one in found)


def rarest(groups: Iterable[Group]) -> list[Group]:
    """The groups, those of fewest lines first, and of equally rare ones the newest."""
    return sorted(groups, key=lambda one: (one.count, -one.last))


def _beginning(words: list[str]) -> str:
    return next((word for word in words if _ANY not in word), "")


def _joined(near: list[_Growing], words: list[str]) -> _Growing:
    """The group that these words belong to; a new one of no lines yet if none is alike."""
    best, alike = None, 0.0
    for one in near:
        share = sum(map(str.__eq__, one.words, words)) / max(1, len(words))
        if share > alike:
            best, alike = one, share
    if best is None or (alike < _ALIKE and len(near) < _MOST):
        best = _Growing(words, 0, 0, 0, "")
        near.append(best)
        return best
    best.words = [mine if mine == theirs else _ANY for mine, theirs in zip(best.words, words, strict=True)]
    return best
