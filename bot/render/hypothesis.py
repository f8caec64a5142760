"""One hypothesis in full, with the evidence that none before it has quoted; and the buttons for a verdict on it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.domain.diagnosis import Diagnosis, Hypothesis
from bot.render.actions import ActionId
from bot.render.blocks import Block, actions, button, context, divider, section
from bot.render.evidence import quoted_block
from bot.render.words import code, name, prose

_QUOTES = 3


def ranked(one: Hypothesis) -> str:
    """Its rank, how sure, and its statement, in one line."""
    return f"Hypothesis {one.rank} ({one.confidence:.2f}): {prose(one.statement, 400)}"


def fresh(hypotheses: Sequence[Hypothesis]) -> Iterator[tuple[Hypothesis, list[str]]]:
    """Each hypothesis with the evidence ids that none before it has quoted."""
    seen: set[str] = set()
    for one in hypotheses:
        new = [item for item in dict.fromkeys((*one.evidence, *one.against)) if item not in seen]
        seen.update(new[:_QUOTES])
        yield one, new


def hypothesis_blocks(
    diagnosis: Diagnosis,
    one: Hypothesis,
    new: list[str],
    now: datetime,
    *,
    told: bool = False,
    beside: str = "",
) -> Iterator[Block]:
    """All of it, quoting the `new` ids; `told` if its statement stands above already, `beside` is a line on it."""
    against = ", ".join(one.against[:8]) if one.against else "nothing in what was read"
    cause = f"cause code: {code(one.cause, 60)}; source: {name(one.source, 20)}"
    lines = [
        *([] if told else [f"*{ranked(one)}*"]),
        *([beside] if beside else []),
        f"Subject: {code(str(one.subject), 160)}; {cause}",
        *([f"Mechanism: {prose(one.mechanism)}"] if one.mechanism else []),
        f"Evidence for: {', '.join(one.evidence[:8]) or 'none'}. Evidence against: {against}.",
        f"What would refute it: {prose(one.refuted_by, 400)}",
        f"Next check: {code(one.next_check, 400)}",
    ]
    if not told:
        yield divider()
    yield section(*lines)
    known = {item.id: item for item in diagnosis.evidence}
    yield from (quoted_block(known[item], now) for item in new[:_QUOTES] if item in known)
    if left := new[_QUOTES:]:
        yield context(f"Not quoted here: {', '.join(left[:20])}.")


def feedback(value: str, *, raw: bool) -> Block:
    """What people say of a diagnosis; `raw` if some of its lines are withheld."""
    return actions(
        button("Right", ActionId.RIGHT, value),
        button("Partly", ActionId.PARTLY, value),
        button("Wrong", ActionId.WRONG, value),
        *([button("Show withheld lines", ActionId.RAW, value)] if raw else []),
    )
