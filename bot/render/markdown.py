"""A diagnosis as a Markdown report, to attach to a failed deployment.

What came from the cluster stands in code, fenced by more backticks than there are within, or is escaped, so that a log
line can be neither heading, link, image nor HTML of the page that shows it.
"""

import re
from collections.abc import Iterator

from bot.domain.diagnosis import Diagnosis, Evidence, Hypothesis, VerdictKind
from bot.render.report import made, quoted, source, visible

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!&@$])")
_BEGINS = re.compile(r"^(|\d+(?=[.)](?: |$)))([-+=.)])")
"""What begins a list, or makes a heading of the line above."""
_ADDRESS = re.compile(r"(:)(?=//)|(?<=www)(\.)", re.IGNORECASE)
"""What a page makes a link of without any mark."""
_VERDICTS = {
    VerdictKind.FAULT: ("Fault", "no cause found"),
    VerdictKind.HEALTHY: ("Healthy", "nothing wrong found in what was read"),
    VerdictKind.UNSURE: ("Unsure", "not enough evidence"),
}


def markdown(name: str, diagnosis: Diagnosis) -> str:
    """The report; it ends with a line break."""
    return "\n".join(_lines(name, diagnosis)) + "\n"


def plain(text: str) -> str:
    """Untrusted text on one line that Markdown shows as it is, but for addresses, which are broken: none is a link."""
    shown = _MARKS.sub(r"\\\1", " ".join(visible(text).split()))
    return _BEGINS.sub(r"\1\\\2", _ADDRESS.sub(lambda one: rf"\[{one[0]}\]", shown))


def span(text: str) -> str:
    """Untrusted text as a code span."""
    shown = " ".join(visible(text).split()) or " "
    fence = "`" * (_longest(shown) + 1)
    return f"{fence} {shown} {fence}" if "`" in shown else f"{fence}{shown}{fence}"


def fenced(lines: list[str], language: str = "text") -> Iterator[str]:
    """Untrusted lines as a code block that nothing in them can end."""
    fence = "`" * max(3, _longest("\n".join(lines)) + 1)
    yield from (f"{fence}{language}", *lines, fence)


def _longest(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)


def _lines(name: str, diagnosis: Diagnosis) -> Iterator[str]:
    yield from (f"# Diagnosis of {plain(name)}", "")
    verdict, meaning = _VERDICTS[diagnosis.verdict]
    for best in diagnosis.hypotheses[:1]:
        meaning = f"{span(best.cause)}, {span(str(best.subject))}, confidence {best.confidence:.2f}"
    yield from (f"**{verdict}**: {meaning}.", "")
    for one in diagnosis.hypotheses:
        yield from _hypothesis(one, diagnosis)
    if diagnosis.gaps:
        yield from ("## Not read", "", "Nothing is said about these.", "")
        yield from (f"- {span(gap.what)}: {plain(gap.why)}" for gap in diagnosis.gaps)
        yield ""
    if diagnosis.leftovers:
        yield from ("## Harmless, not ranked", "")
        yield from (f"- {plain(one)}" for one in diagnosis.leftovers)
        yield ""
    yield from ("## How this was made", "", plain(made(diagnosis)))


def _hypothesis(one: Hypothesis, diagnosis: Diagnosis) -> Iterator[str]:
    yield from (f"## {one.rank}. {plain(one.cause)}: {plain(str(one.subject))}", "")
    yield from (f"Confidence {one.confidence:.2f}. {plain(one.statement)}", "")
    if one.mechanism:
        yield from (plain(one.mechanism), "")
    for kind, ids in (("Evidence", one.evidence), ("Against it", one.against)):
        for number in ids:
            yield from _evidence(kind, diagnosis.quoted(number))
    yield from (f"What would refute it: {plain(one.refuted_by)}", "", "Next check:", "")
    yield from (*fenced([visible(one.next_check)], "sh"), "")


def _evidence(kind: str, item: Evidence) -> Iterator[str]:
    yield from (f"{kind} {item.id}: {span(source(item))}", "", *fenced(quoted(item)), "")
