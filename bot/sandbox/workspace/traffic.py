"""Every byte of meaning between the app and the workspace, so that a test can assert on all that was sent."""

import copy
from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

from bot.sandbox.clock import SandboxClock
from bot.sandbox.workspace.feed import Feed
from bot.sandbox.workspace.state import Json

Direction = Literal["from_app", "to_app"]
PASSAGES_MOST = 5_000


@dataclass(frozen=True)
class Passage:
    """One call, envelope, ack or response_url post.

    `number` counts all passages from 1; `name` is the Web API method, "ack", "response_url" or the envelope's type;
    `status` the HTTP status (0 on the socket); `answer` what the workspace said to a call.
    """

    number: int
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
            "number": self.number,
            "at": self.at,
            "direction": self.direction,
            kind: self.name,
            "status": self.status,
            "body": self.body,
            "answer": self.answer,
        }


class Traffic:
    """The last passages of a workspace's life, oldest first. Tokens are left out.

    `noted` counts every passage there was; what is older than the last `most` is dropped, so that a sandbox can run for
    days.
    """

    def __init__(self, clock: SandboxClock, feed: Feed, most: int = PASSAGES_MOST) -> None:
        self._clock = clock
        self._feed = feed
        self.passages: deque[Passage] = deque(maxlen=most)
        self.noted = 0

    @property
    def dropped(self) -> int:
        """How many passages are no longer kept."""
        return self.noted - len(self.passages)

    def note(
        self, direction: Direction, name: str, body: Any, *, status: int = 0, answer: Json | None = None
    ) -> None:
        """Record one passage, copied as it is now."""
        kept = {key: value for key, value in body.items() if key != "token"} if isinstance(body, dict) else {}
        self.noted += 1
        self.passages.append(
            Passage(
                number=self.noted,
                at=self._clock.now().isoformat(),
                direction=direction,
                name=name,
                status=status,
                body=copy.deepcopy(kept),
                answer=copy.deepcopy(answer or {}),
            )
        )
        self._feed.ring()

    def since(self, number: int, most: int) -> list[Passage]:
        """The last `most` of the passages that came after that number, oldest first."""
        fresh = min(most, self.noted - number, len(self.passages))
        return list(islice(self.passages, len(self.passages) - fresh, None)) if fresh > 0 else []

    def sent(self, name: str = "") -> list[Json]:
        """The bodies that the app sent: of one method, of "ack" or "response_url", or of everything."""
        return [p.body for p in self.passages if p.direction == "from_app" and name in {"", p.name}]

    def delivered(self, name: str = "") -> list[Json]:
        """The envelopes that the app was sent, of one type or of all."""
        return [p.body for p in self.passages if p.direction == "to_app" and name in {"", p.name}]
