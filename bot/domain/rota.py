"""Rota: who is on call when, as it was read; and what is asked of it at one moment.

A rota that could not be read keeps what it said last, with the reason: who is on call is then unknown, never nobody.
"""

from datetime import datetime

from bot.domain.noun import Noun


class Known(Noun):
    """What a rota may call a person by: a name, an e-mail address; "" for what is not known."""

    name: str = ""
    email: str = ""


class Shift(Noun):
    """A stretch of time in which somebody is on call; None is an open end.

    `user_id` is the Slack account, "" if the rota names somebody whom the configuration does not know; `name` is what
    they are called.
    """

    user_id: str = ""
    name: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def covers(self, at: datetime) -> bool:
        """Whether that moment lies in it."""
        begun = self.starts_at is None or self.starts_at <= at
        return begun and (self.ends_at is None or at < self.ends_at)

    def overlaps(self, begin: datetime, end: datetime) -> bool:
        """Whether any of it lies between the two."""
        begun = self.starts_at is None or self.starts_at < end
        return begun and (self.ends_at is None or begin < self.ends_at)


class Duty(Noun):
    """One rota: its shifts as they were read at `read_at` (None: never), up to `until`.

    `services` are those that it is for, all if it names none. `problem` says why it could not be read since, as a
    sentence, "" if it could.
    """

    rota: str
    services: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()
    read_at: datetime | None = None
    until: datetime | None = None
    problem: str = ""

    def is_for(self, service: str) -> bool:
        """Whether it is a service's rota; any rota is that of no service in particular."""
        return not self.services or not service or service in self.services

    def known(self, at: datetime) -> bool:
        """Whether it says who is on call then: it was read, and for a time that includes it."""
        return not self.problem and self.until is not None and at <= self.until

    def on_call(self, at: datetime) -> tuple[Shift, ...]:
        """The shifts of that moment, as far as was read."""
        return tuple(shift for shift in self.shifts if shift.covers(at))

    def next(self, at: datetime) -> tuple[Shift, ...]:
        """The shifts that begin next after that moment, all at one time."""
        later = [one.starts_at for one in self.shifts if one.starts_at is not None and one.starts_at > at]
        return tuple(one for one in self.shifts if later and one.starts_at == min(later))

    @property
    def people(self) -> tuple[str, ...]:
        """The Slack accounts of all its shifts, each once, the first first."""
        return tuple(dict.fromkeys(one.user_id for one in self.shifts if one.user_id))
