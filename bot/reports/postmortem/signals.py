"""Signals: each alert of an incident as a stretch of time, from when it began to its source's report of recovery."""

from collections.abc import Sequence

from bot.domain.alert import Alert
from bot.domain.ledger import Act, LedgerEntry
from bot.reports.postmortem.nouns import Signal

SAID = ("summary", "description", "message")


def signals_of(rows: Sequence[LedgerEntry]) -> tuple[Signal, ...]:
    """The stretches of all alerts, in the order of their begin; an alert that fires again begins another."""
    ended: list[Signal] = []
    firing: dict[str, Signal] = {}
    opening = ""
    for row in rows:
        if row.act in {Act.ALERT, Act.JOINED}:
            alert = Alert.model_validate(row.detail["alert"])
            opening = opening or alert.fingerprint
            firing.setdefault(alert.fingerprint, _signal(alert, row, again=_known(alert, ended)))
        elif row.act is Act.RECOVERED:
            # A post that names no group of its own speaks of the alert that opened the incident.
            signal = firing.pop(str(row.detail.get("fingerprint") or opening), None)
            if signal is not None:
                ended.append(signal.model_copy(update={"until": row.at}))
    return tuple(sorted((*ended, *firing.values()), key=lambda one: (one.begins, one.name)))


def _known(alert: Alert, ended: Sequence[Signal]) -> bool:
    return any(one.name == alert.name for one in ended)


def _signal(alert: Alert, row: LedgerEntry, *, again: bool) -> Signal:
    """It began when its source says so; one that fires again tells its first begin only, which is behind it."""
    told = alert.starts_at if alert.starts_at is not None and alert.starts_at.tzinfo else None
    begins = min(told, row.at) if told is not None and not again else row.at
    said = next((alert.annotations[key] for key in SAID if alert.annotations.get(key)), alert.quoted)
    return Signal(name=alert.name, source=alert.source, begins=begins, said=said)
