"""Every byte of meaning between the app and the workspace, so that a test can assert on all that was ever sent."""

import copy
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.sandbox.clock import SandboxClock
from bot.sandbox.workspace.feed import Feed
from bot.sandbox.workspace.state import Json

Direction = Literal["from_app", "to_app"]


@dataclass(frozen=True)
class Passage:
    """One call, envelope, ack or response_url post.

    `name` is the Web API method, "ack", "response_url" or the envelope's type; `status` the HTTP status (0 on the
    socket); `answer` what the workspace said to a call.
    """

    at: str
    direction: Direction
    name: str
    status: int
    body: Json
    answer: Json = field(default_factory=dict)

    def to_json(self) -> Json:
        """As the page gets it: `method` for what the app sent, `type` for what it was sent."""
        kind = "method" if self.direction == "from_app" else "type"
        return {
            "at": self.at,
            "direction": self.direction,
            kind: self.name,
            "status": self.status,
            "body": self.body,
            "answer": self.answer,
        }


class Traffic:
    """The passages of a workspace's life, oldest first. Tokens are left out."""

    def __init__(self, clock: SandboxClock, feed: Feed) -> None:
        self._clock = clock
        self._feed = feed
        self.passages: list[Passage] = []

    def note(
        self, direction: Direction, name: str, body: Any, *, status: int = 0, answer: Json | None = None
    ) -> None:
        """Record one passage, copied as it is now."""
        kept = {key: value for key, value in body.items() if key != "token"} if isinstance(body, dict) else {}
        self.passages.append(
            Passage(
                at=self._clock.now().isoformat(),
                direction=direction,
                name=name,
                status=status,
                body=copy.deepcopy(kept),
                answer=copy.deepcopy(answer or {}),
            )
        )
        self._feed.ring()

    def sent(self, name: str = "") -> list[Json]:
        """The bodies that the app sent: of one method, of "ack" or "response_url", or of everything."""
        return [p.body for p in self.passages if p.direction == "from_app" and name in {"", p.name}]

    def delivered(self, name: str = "") -> list[Json]:
        """The envelopes that the app was sent, of one type or of all."""
        return [p.body for p in self.passages if p.direction == "to_app" and name in {"", p.name}]
