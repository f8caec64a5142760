"""The postmortem's picture: alerts, restarts, rollouts, Lookout, decisions, changes and who owned it, on one axis."""

from collections.abc import Mapping

from bot.render.picture import Entry, Mark, Picture, Stretch, Track, lasting
from bot.render.postmortem.telling import Numbers, called, numbered, span, times_of, unowned_line
from bot.reports.postmortem.nouns import Lane, Postmortem, Term

NOBODY = "nobody"
_EMPTY = {
    Lane.RESTARTS: "none seen in what was read",
    Lane.ROLLOUTS: "none seen in what was read",
    Lane.DECISIONS: "none on the record",
    Lane.CHANGES: "nothing was sent to the cluster",
    Lane.LOOKOUT: "nothing on the record",
}
_GONE = "not known: what was read at the time is not kept any more"


def picture_of(found: Postmortem, names: Mapping[str, str]) -> Picture:
    """The picture with its legend."""
    numbers = numbered(found, names)
    incident = found.incident
    where = f"{incident.target}, " if incident.target else ""
    lasted, length = span(found.begins, found.ends, found.now), lasting(found.ends - found.begins)
    state = "" if incident.closed_at else ", still open"
    return Picture(
        title=f"I-{incident.number} {incident.title}",
        subtitle=f"{where}severity {incident.severity.value}, {lasted}, {length}{state}",
        times=tuple(times_of(found)),
        tracks=(
            _alerts(found, numbers),
            *(_track(lane, found, numbers) for lane in Lane if lane is not Lane.ALERTS),
            Track(
                name="Owner",
                kind="owner",
                stretches=tuple(_term(one, found, names, "owner") for one in found.owners),
            ),
            *_command(found, names),
        ),
        legend=tuple(
            Entry(number=one.number, kind=one.lane.name.lower(), at=one.at, said=one.said)
            for one in numbers.told
        ),
        notes=(*numbers.left_out, *([line] if (line := unowned_line(found)) else [])),
    )


def _alerts(found: Postmortem, numbers: Numbers) -> Track:
    bars = (
        Stretch(
            begins=one.signal.begins,
            ends=one.signal.until or found.ends,
            label=one.signal.name,
            kind="alerts",
            number=one.number,
        )
        for one in numbers.told
        if one.signal is not None
    )
    return Track(name=Lane.ALERTS.value, kind="alerts", stretches=tuple(bars), empty="none on the record")


def _track(lane: Lane, found: Postmortem, numbers: Numbers) -> Track:
    seen = lane in {Lane.RESTARTS, Lane.ROLLOUTS}
    return Track(
        name=lane.value,
        kind=lane.name.lower(),
        marks=tuple(Mark(at=one.at, number=one.number) for one in numbers.told if one.lane is lane),
        empty=_GONE if seen and not found.kept else _EMPTY[lane],
    )


def _command(found: Postmortem, names: Mapping[str, str]) -> tuple[Track, ...]:
    """A lane of its own where anybody held command."""
    bars = tuple(_term(one, found, names, "command") for one in found.commanders)
    return (Track(name="Command", kind="command", stretches=bars),) if bars else ()


def _term(term: Term, found: Postmortem, names: Mapping[str, str], kind: str) -> Stretch:
    return Stretch(
        begins=term.begins,
        ends=term.ends or found.ends,
        label=called(term.who, names) if term.who else NOBODY,
        kind=kind if term.who else NOBODY,
    )
