"""Things that Slack hands out for a short while: trigger ids, response URLs, socket tickets."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.clock import SandboxClock
from bot.sandbox.workspace.faults import Faults
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import State

TRIGGER_SECONDS = 3
RESPONSE_MINUTES = 30
RESPONSE_USES = 5
SOCKET_SECONDS = 60


@dataclass
class Trigger:
    """A trigger id: whose click it was, until when it is good, whether it was used."""

    user: str
    until: datetime
    used: bool = False


@dataclass
class ResponseUrl:
    """A response URL: to whom and where it speaks. `message_ts` is the message clicked on, if any."""

    token: str
    user: str
    channel: str
    until: datetime
    message_ts: str = ""
    thread_ts: str = ""
    uses: int = 0


class Tickets:
    """Hands them out and takes them back."""

    def __init__(self, clock: SandboxClock, state: State, faults: Faults) -> None:
        self._clock = clock
        self._state = state
        self._faults = faults
        self._triggers: dict[str, Trigger] = {}
        self._urls: dict[str, ResponseUrl] = {}
        self._sockets: dict[str, datetime] = {}

    def trigger(self, user: str) -> str:
        """A new trigger id for a person's deed."""
        trigger_id = f"{self._state.mint('')}.{self._state.team_id}.sandbox"
        self._triggers[trigger_id] = Trigger(user, self._clock.now() + timedelta(seconds=TRIGGER_SECONDS))
        return trigger_id

    def exchange(self, trigger_id: str) -> str:
        """Use a trigger id up; whose it was. It is good once, for three seconds."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise RefusalError("invalid_trigger_id")
        if trigger.used:
            raise RefusalError("exchanged_trigger_id")
        if self._faults.take("triggers_to_expire") or self._clock.now() > trigger.until:
            raise RefusalError("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def response_url(
        self, user: str, channel: str, *, message_ts: str = "", thread_ts: str = ""
    ) -> ResponseUrl:
        """A new response URL for a person in a channel."""
        until = self._clock.now() + timedelta(minutes=RESPONSE_MINUTES)
        url = ResponseUrl(self._state.mint("R"), user, channel, until, message_ts, thread_ts)
        self._urls[url.token] = url
        return url

    def use_url(self, token: str) -> ResponseUrl:
        """Count one use of a response URL: five in thirty minutes."""
        url = self._urls.get(token)
        if url is None or self._clock.now() > url.until:
            raise RefusalError("expired_url")
        if url.uses >= RESPONSE_USES:
            raise RefusalError("used_url")
        url.uses += 1
        return url

    def socket(self) -> str:
        """A ticket for one socket connection."""
        ticket = self._state.mint("ticket-")
        self._sockets[ticket] = self._clock.now() + timedelta(seconds=SOCKET_SECONDS)
        return ticket

    def admit(self, ticket: str) -> bool:
        """Whether a socket ticket lets its bearer in; it does once."""
        until = self._sockets.pop(ticket, None)
        return until is not None and self._clock.now() <= until
