"""What tells the outside how Lookout itself is doing, by ways that need neither Slack nor the record."""

from typing import Protocol


class Heartbeat(Protocol):
    """The far end of a dead man's switch: it raises the alarm when it is no longer called."""

    async def beat(self) -> None:
        """Say that all is well.

        Raises:
            OutsideError: it was not taken; the sentence holds no address, which is a secret.
        """
        ...
