"""Choices of a release: which one a rollback goes to, from the rows alone."""

from collections.abc import Collection, Sequence

from bot.domain.ledger import Act, LedgerEntry

BACK = "rollback"
"""The word of a row (`way`) that went back; any other chose by name."""


def back_to(rows: Sequence[LedgerEntry], names: Sequence[str], usable: Collection[str]) -> str:
    """The release in use before the present one, "" if there is none that can be used.

    A second rollback goes one further back, never forward again to what was left. Before the first choice the newest
    was in use (`names` has them in their order), and before that those that it followed.
    """
    line = list(names)
    for row in rows:
        if row.act is not Act.CHOSE:
            continue
        release, before = str(row.detail.get("release", "")), str(row.detail.get("before", ""))
        if row.detail.get("way") == BACK:
            while line and line[-1] != release:
                line.pop()
        else:
            line = [*_up_to(line, before), release]
    earlier = [one for one in line[:-1] if one in usable and one != (line[-1] if line else "")]
    return earlier[-1] if earlier else ""


def _up_to(line: list[str], name: str) -> list[str]:
    """What came before that release and itself: a newer one that nobody chose was never used."""
    for at in range(len(line) - 1, -1, -1):
        if line[at] == name:
            return line[: at + 1]
    return [*line, *([name] if name else [])]
