"""The pieces of a sentence, between its strong separators: what the rules of claims are asked about."""

_ENDS = frozenset((".", "!", "?"))
_STRONG = frozenset((";", ":", "(", ")", "|", '"', "—", "-"))


def pieces_of(shape: str) -> tuple[str, ...]:
    """The runs between strong separators; what is bracketed or quoted is a piece of its own, and its host goes on."""
    pieces = list[str]()
    stack: list[list[str]] = [[]]
    tags = [tag for tag in shape.split() if tag not in _ENDS]
    quotes = tags.count('"')
    for place, tag in enumerate(tags):
        if tag == "(" or (tag == '"' and len(stack) == 1 and quotes > 1):
            stack.append([])
        elif tag in {")", '"'} and len(stack) > 1:
            _close(stack.pop(), pieces)
            stack[-1].append("C:q")
        elif tag in _STRONG:
            _close(stack[-1], pieces)
            stack[-1] = []
        else:
            key = tag == "seen" and place + 1 < len(tags) and tags[place + 1] == ":"
            stack[-1].append("seen-at" if key else tag)
    for run in reversed(stack):
        _close(run, pieces)
    return tuple(pieces)


def _close(run: list[str], pieces: list[str]) -> None:
    if any(tag not in {",", "C:q"} for tag in run):
        pieces.append(f" {' '.join(run)} ")
