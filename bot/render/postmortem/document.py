"""The postmortem as a Markdown document: facts of the record, and marked blanks for what only people know.

It blames nobody: it says who held which office when, and in which times nobody did. What came from a cluster, an alert
or a person is escaped, so that it can be no heading, link, picture or HTML.
"""

from collections.abc import Iterator, Mapping

from bot.render.markdown import fenced, plain
from bot.render.picture import lasting
from bot.render.postmortem.customers import customers
from bot.render.postmortem.deeds import courses, offices, open_ends
from bot.render.postmortem.drawing import picture_of
from bot.render.postmortem.inferred import conclusions, row
from bot.render.postmortem.pieces import bullets, table, titled
from bot.render.postmortem.telling import called, numbered, span, unowned_line
from bot.render.report import visible
from bot.render.strip import strip
from bot.render.words import count, utc
from bot.reports.postmortem.nouns import Postmortem


def document(found: Postmortem, names: Mapping[str, str], *, picture: str = "") -> str:
    """The document; it ends with a line break. `picture` is the picture's file beside it, "" for none."""
    return "\n".join(_lines(found, names, picture)) + "\n"


def state_line(found: Postmortem, names: Mapping[str, str]) -> str:
    """`open; missing: ...`, or who recorded it as complete, as plain text."""
    if found.ending is not None and not found.missing:
        who, at = called(found.ending.by, names), utc(found.ending.at)
        return f"complete, recorded by {who} at {at:%H:%M} UTC on {at.date().isoformat()}"
    if found.missing:
        return f"open; missing: {'; '.join(found.missing)}"
    return "open; nothing is missing, and nobody recorded it as complete since the last change"


def _lines(found: Postmortem, names: Mapping[str, str], picture: str) -> Iterator[str]:
    incident = found.incident
    yield from titled(1, f"Postmortem of I-{incident.number}: {plain(incident.title)}")
    yield from (f"State of this postmortem: {plain(state_line(found, names))}.", "")
    yield from _summary(found, names)
    yield from _timeline(found, names, picture)
    yield from offices(found, names)
    yield from courses(found, names)
    yield from _read(found)
    yield from conclusions(found)
    yield from row(found, names)
    yield from customers(found)
    yield from open_ends(found, names)
    yield from titled(2, "How this was made")
    at = utc(found.now)
    yield (
        f"From the record of I-{incident.number} as of {at:%H:%M} UTC on {at.date().isoformat()}. "
        f"{_snapshots(found)} All times are UTC."
    )


def _summary(found: Postmortem, names: Mapping[str, str]) -> Iterator[str]:
    incident = found.incident
    yield from titled(2, "Summary")
    target = plain(str(incident.target)) if incident.target else "no target was mapped"
    closed = (
        f"by {plain(called(incident.closed_by, names))}, cause given: {plain(incident.cause) or 'none'}"
        if incident.closed_at
        else "not yet"
    )
    rows = (
        ("What", f"{plain(incident.title)}, severity {incident.severity.value}"),
        ("Where", target),
        (
            "When",
            f"{span(found.begins, incident.closed_at, found.now)}, {lasting(found.ends - found.begins)}",
        ),
        ("Alerts", count(len(found.signals), "alert")),
        ("Owner", _owners(found, names)),
        ("Closed", closed),
        ("Changes sent", _sent(found)),
    )
    yield from table(("", ""), rows)


def _owners(found: Postmortem, names: Mapping[str, str]) -> str:
    held = dict.fromkeys(plain(called(one.who, names)) for one in found.owners if one.who)
    owners = ", then ".join(held) or "nobody took ownership"
    return f"{owners}. {unowned_line(found)}".strip()


def _sent(found: Postmortem) -> str:
    sent = [one for one in found.courses if one.attempt is not None]
    if not sent:
        return "none"
    labels = (f"P-{one.proposal.number} ({one.attempt.outcome.value})" for one in sent if one.attempt)
    return ", ".join(labels)


def _timeline(found: Postmortem, names: Mapping[str, str], picture: str) -> Iterator[str]:
    yield from titled(2, "Timeline")
    drawn, numbers = picture_of(found, names), numbered(found, names)
    if picture:
        yield from (f"![Timeline of I-{found.incident.number}; the table below says the same]({picture})", "")
    else:
        yield from (*fenced([visible(line) for line in strip(drawn)]), "")
    days = {utc(one.at).date() for one in numbers.told}
    when = "%H:%M" if len(days) == 1 else "%Y-%m-%d %H:%M"
    cells = [
        (str(one.number), utc(one.at).strftime(when), one.lane.value, plain(one.said)) for one in numbers.told
    ]
    yield from table(("#", "UTC", "Lane", "What"), cells)
    if numbers.left_out:
        yield from bullets(numbers.left_out)


def _read(found: Postmortem) -> Iterator[str]:
    yield from titled(2, "What was read, and what was not")
    yield from bullets(
        [f"Read: {plain(one.what)}, {one.count}" for one in found.reads] or ["Nothing was read."]
    )
    lines = [f"Not read: {plain(one.what)} ({plain(one.reason or one.why)})" for one in found.gaps]
    yield from bullets(lines or ["Nothing that was asked for was left unread."])


def _snapshots(found: Postmortem) -> str:
    if not found.taken:
        return "Nothing was read of the cluster, so restarts and rollouts are not known."
    if found.kept < found.taken:
        return (
            f"Restarts and rollouts are known from {found.kept} of {count(found.taken, 'snapshot')}; "
            "the others are not kept any more or were not looked at."
        )
    return f"Restarts and rollouts are known from {count(found.taken, 'snapshot')} of the cluster."
