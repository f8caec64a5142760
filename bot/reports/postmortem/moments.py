"""Moments of the record: each row of an incident that belongs to its story, as one phrase with who did it.

What people said afterwards (verdicts, the inference row) is told where it belongs and is no moment of the incident.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.domain.ledger import Act, LedgerEntry
from bot.reports.postmortem.conclusions import REFINED_BY
from bot.reports.postmortem.nouns import Lane, Moment

Fields = dict[str, Any]
Told = Callable[[Mapping[str, Any], str], Fields]


def moments_of(rows: Sequence[LedgerEntry]) -> tuple[Moment, ...]:
    """The moments of these rows, in their order."""
    return tuple(moment for row in rows if (moment := _moment(row)) is not None)


def _moment(row: LedgerEntry) -> Moment | None:
    if row.act not in _TOLD or row.detail.get("what") == "withheld lines":
        return None
    lane, told = _TOLD[row.act]
    number = row.detail.get("number")
    return Moment(
        at=row.at, lane=lane, who=row.actor, **told(row.detail, f"P-{number}" if number else "a proposal")
    )


def _why(detail: Mapping[str, Any], *fields: str) -> str:
    return next((str(detail[field]) for field in fields if detail.get(field)), "")


def _role(detail: Mapping[str, Any], _label: str) -> Fields:
    if detail.get("role") != "commander":
        return {"what": "gave up command"}
    to = str(detail.get("to") or "")
    return {"what": "gave command to", "to": to} if to else {"what": "took command"}


def _diagnosed(detail: Mapping[str, Any], _label: str) -> Fields:
    cause, sure = _why(detail, "cause"), detail.get("confidence")
    said = f", confidence {sure:.2f}" if cause and isinstance(sure, int | float) else ""
    what = f"diagnosis by the rules: {'fault' if cause else detail.get('verdict', 'no verdict')}{said}"
    return {"what": what, "about": cause, "why": _why(detail, "subject")}


def _refined(detail: Mapping[str, Any], _label: str) -> Fields:
    what = {"same": "the model finds the same", "other": "the model finds something else"}
    silent = (
        "the model gives no cause to compare" if detail.get(REFINED_BY) else "the model gives no diagnosis"
    )
    said = what.get(str(detail.get("agreement")), silent)
    return {"what": said, "why": _why(detail, "why")}


def _executed(detail: Mapping[str, Any], label: str) -> Fields:
    return {"what": f"attempt of {label}: {detail.get('outcome', 'unknown')}", "why": _why(detail, "request")}


def _verified(detail: Mapping[str, Any], label: str) -> Fields:
    shown = "shows" if detail.get("ok") else "does not show"
    return {"what": f"check after {label} {shown} the expected state", "why": _why(detail, "seen")}


def _found(detail: Mapping[str, Any], label: str) -> Fields:
    verb = "is in" if detail.get("is_in") else "is not in"
    return {"what": f"recorded that the change of {label} {verb}", "why": _why(detail, "seen")}


def _reminded(detail: Mapping[str, Any], _label: str) -> Fields:
    return {"what": f"reminder: nobody owned it for {detail.get('minutes', 0)} min"}


def _escalated(detail: Mapping[str, Any], label: str) -> Fields:
    if "minutes" in detail:
        return {"what": f"escalation: nobody owned it for {detail['minutes']} min"}
    return {"what": f"escalation of the attempt of {label}", "why": _why(detail, "why")}


def _paged(detail: Mapping[str, Any], _label: str) -> Fields:
    by = detail.get("by") or "a way"
    said = str(detail.get("said") or "")
    if detail.get("over"):
        what = f"{by} told that the incident is closed"
    else:
        what = (
            f"page outside Slack, not accepted by {by}" if said else f"page outside Slack, accepted by {by}"
        )
    return {"what": what, "why": said}


def _plain(phrase: str, *fields: str) -> Told:
    """A phrase that may name the proposal, and the first of these fields as the reason."""
    return lambda detail, label: {"what": phrase.format(p=label), "why": _why(detail, *fields)}


_TOLD: Mapping[Act, tuple[Lane, Told]] = {
    Act.DIAGNOSED: (Lane.LOOKOUT, _diagnosed),
    Act.REFINED: (Lane.LOOKOUT, _refined),
    Act.REMINDED: (Lane.LOOKOUT, _reminded),
    Act.ESCALATED: (Lane.LOOKOUT, _escalated),
    Act.PAGED: (Lane.LOOKOUT, _paged),
    Act.NOT_PAGED: (Lane.LOOKOUT, _paged),
    Act.QUESTIONED: (Lane.LOOKOUT, _plain("question to an owner without a word")),
    Act.LAPSED: (Lane.LOOKOUT, _plain("the ownership lapsed without a word of the owner")),
    Act.KEPT: (Lane.DECISIONS, _plain("kept ownership")),
    Act.PROPOSED: (Lane.LOOKOUT, _plain("{p} proposed", "action")),
    Act.TOOK: (Lane.DECISIONS, _plain("took ownership", "note")),
    Act.HANDED_OVER: (
        Lane.DECISIONS,
        lambda detail, _: {"what": "offered ownership to", "to": str(detail.get("to") or "")},
    ),
    Act.RELEASED: (Lane.DECISIONS, _plain("released ownership")),
    Act.ROLE: (Lane.DECISIONS, _role),
    Act.APPROVED: (Lane.DECISIONS, _plain("approved {p}", "reason", "override")),
    Act.CONFIRMED: (Lane.DECISIONS, _plain("confirmed {p}", "reason")),
    Act.REJECTED: (Lane.DECISIONS, _plain("rejected {p}", "reason")),
    Act.STOPPED: (Lane.DECISIONS, _plain("stopped Lookout for this incident", "why")),
    Act.RESUMED: (Lane.DECISIONS, _plain("lifted the stop of this incident")),
    Act.ASKED: (Lane.DECISIONS, _plain("asked for a triage", "service")),
    Act.FOUND: (Lane.DECISIONS, _found),
    Act.CLOSED: (Lane.DECISIONS, _plain("closed the incident", "cause")),
    Act.EXPIRED: (Lane.CHANGES, _plain("{p} expired without two decisions")),
    Act.WITHDRAWN: (Lane.CHANGES, _plain("{p} withdrawn, nothing sent", "why")),
    Act.EXECUTED: (Lane.CHANGES, _executed),
    Act.VERIFIED: (Lane.CHANGES, _verified),
}
