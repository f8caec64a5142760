"""The inference, as Markdown: what it saw, concluded, how sure it was; then what people say was true, and why."""

from collections.abc import Iterator, Mapping

from bot.render.markdown import plain
from bot.render.postmortem.pieces import blank, quoted, table, titled
from bot.render.postmortem.telling import called
from bot.render.words import count, utc
from bot.reports.postmortem.nouns import Conclusion, Postmortem

MOST, SAW = 12, 8
LAYERS = "model; prompt and context; data, retrieval and tools; platform and monitoring"


def conclusions(found: Postmortem) -> Iterator[str]:
    """One line for each diagnosis of the rules and each run of the model."""
    yield from titled(2, "The inference: what it saw, concluded, and how sure it was")
    if not found.conclusions:
        yield from ("No diagnosis was made.", "")
        return
    rows = [_row(one) for one in found.conclusions[:MOST]]
    yield from table(("UTC", "By", "Concluded", "How sure", "Saw", "Said of it"), rows)
    if (more := len(found.conclusions) - MOST) > 0:
        yield from (f"{count(more, 'later diagnosis', 'later diagnoses')} not shown.", "")


def row(found: Postmortem, names: Mapping[str, str]) -> Iterator[str]:
    """The part that people fill in; what is missing stands out."""
    inference, cause = found.inference, found.incident.cause
    yield from titled(2, "The inference: what was true")
    if cause:
        yield from (f"Cause given when the incident was closed: {plain(cause)}", "")
    yield from titled(3, "What was true")
    yield from quoted(inference.truth) if inference.truth else blank("what it turned out to be.")
    yield from titled(3, "Which evidence would have told")
    yield from quoted(inference.told) if inference.told else blank("what, read in time, would have shown it.")
    yield from titled(3, "Which layer it is attributed to")
    if inference.layer is None:
        yield from blank(f"one of: {LAYERS}.")
    else:
        yield from (f"Layer: **{inference.layer.value}**", "")
    if inference.people and inference.saved_at is not None:
        people = ", ".join(plain(called(one, names)) for one in inference.people)
        at = utc(inference.saved_at)
        yield from (f"Filled in by {people}, last at {at:%H:%M} UTC on {at.date().isoformat()}.", "")


def _row(one: Conclusion) -> tuple[str, ...]:
    sure = f"{one.confidence:.2f}" if one.concluded else ""
    return (
        f"{utc(one.at):%H:%M}",
        f"{'model, ' if one.by_model else ''}{plain(one.made_by)}",
        _concluded(one),
        sure,
        _saw(one),
        _said(one),
    )


def _concluded(one: Conclusion) -> str:
    dropped = (
        f" ({count(one.unbacked, 'statement')} dropped, citing nothing that was read)" if one.unbacked else ""
    )
    if not one.concluded:
        return f"{plain(one.why or one.verdict)}{dropped}"
    agreement = {"same": "; same as the rules", "other": "; other than the rules"}.get(one.agreement, "")
    about = f"{plain(one.cause)}, {plain(one.subject)}"
    return f"{about}: {plain(one.concluded).removesuffix('.')}{agreement}{dropped}"


def _saw(one: Conclusion) -> str:
    more = f" and {len(one.saw) - SAW} more" if len(one.saw) > SAW else ""
    return f"{'; '.join(map(plain, one.saw[:SAW]))}{more}"


def _said(one: Conclusion) -> str:
    said = {"right": one.verdicts.right, "partly": one.verdicts.partly, "wrong": one.verdicts.wrong}
    counts = ", ".join(f"{number} {word}" for word, number in said.items() if number)
    causes = ", ".join(map(plain, one.verdicts.causes))
    return f"{counts or 'nothing'}{f'; it was: {causes}' if causes else ''}"
