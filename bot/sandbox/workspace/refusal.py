"""What Slack says when it refuses: one error word, and where the fault is."""

from collections.abc import Sequence
from typing import Any


class RefusalError(Exception):
    """An `{"ok": false, "error": word}` answer; `complaints` point at what is wrong, `more` are further fields."""

    def __init__(self, word: str, complaints: Sequence[str] = (), **more: Any) -> None:
        super().__init__(word)
        self.word = word
        self.complaints = tuple(complaints)
        self.more = more

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        body: dict[str, Any] = {"ok": False, "error": self.word, **self.more}
        if self.complaints:
            body["errors"] = list(self.complaints)
            body["response_metadata"] = {"messages": [f"[ERROR] {one}" for one in self.complaints]}
        return body
