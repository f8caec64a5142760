"""Shift: who has that of a rota now, as far as the rota was read; on call for Lookout itself is whoever that names."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.rota import Duty, Shift


def told(named: Sequence[str], rota: str, duties: Sequence[Duty], now: datetime) -> tuple[str, ...]:
    """The Slack accounts of those named, and of whoever is on call by the rota; each once."""
    own = duty_of(rota, duties)
    on_call = () if own is None else tuple(one.user_id for one in own.on_call(now) if one.user_id)
    return tuple(dict.fromkeys((*named, *on_call)))


def duty_of(rota: str, duties: Sequence[Duty]) -> Duty | None:
    """The rota of that name, as it was last read; None if there is none, or it was not read yet."""
    return next((one for one in duties if rota and one.rota == rota), None)


def names(shifts: Sequence[Shift]) -> str:
    """What they are called."""
    return ", ".join(dict.fromkeys(one.name or one.user_id for one in shifts))


def empty(duty: Duty | None, now: datetime) -> str:
    """Why it is not known that somebody is on call, as a sentence's end; "" if somebody is, or none was asked yet."""
    if duty is None or (duty.read_at is None and not duty.problem):
        return ""
    if not duty.known(now):
        return (
            f"who is on call by rota {duty.rota} is not known: {duty.problem or 'it was not read that far'}"
        )
    return "" if duty.on_call(now) else f"nobody is on call by rota {duty.rota} now"
