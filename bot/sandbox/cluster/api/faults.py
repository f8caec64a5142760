"""Faults on demand: what a real API server does on a bad day, for the next so many calls."""

from dataclasses import dataclass, field


@dataclass
class Fault:
    """One kind of trouble for the next `left` calls that match (method and a part of the path; "" matches all)."""

    left: int
    method: str = ""
    path: str = ""
    status: int = 0
    retry_after: int = 0
    seconds: float = 0.0
    drop: bool = False
    real_only: bool = False

    def meets(self, method: str, path: str, *, dry_run: bool) -> bool:
        """Whether this call is one of them; `real_only` spares dry runs."""
        if self.left <= 0 or (dry_run and self.real_only):
            return False
        return self.method in {"", method} and self.path in path


@dataclass
class Faults:
    """What is to go wrong next. Nothing does by itself."""

    pending: list[Fault] = field(default_factory=list)

    def fail(
        self,
        calls: int,
        status: int,
        *,
        method: str = "",
        path: str = "",
        retry_after: int = 0,
        real_only: bool = False,
    ) -> None:
        """Answer the next calls with that HTTP status (429 and 503 may carry Retry-After, in seconds)."""
        self.pending.append(
            Fault(calls, method, path, status=status, retry_after=retry_after, real_only=real_only)
        )

    def hang(
        self, seconds: float, *, calls: int = 1, method: str = "", path: str = "", real_only: bool = False
    ) -> None:
        """Keep the next calls waiting for so many real seconds before they are served."""
        self.pending.append(Fault(calls, method, path, seconds=seconds, real_only=real_only))

    def drop(self, calls: int = 1, *, method: str = "PATCH", path: str = "") -> None:
        """Do the next real writes (no dry runs), then cut the connection without an answer: an ambiguous result."""
        self.pending.append(Fault(calls, method, path, drop=True, real_only=True))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.pending.clear()

    def take(self, method: str, path: str, *, dry_run: bool = False) -> Fault | None:
        """The fault that this call meets, if any; it counts as used."""
        found = next((item for item in self.pending if item.meets(method, path, dry_run=dry_run)), None)
        if found is not None:
            found.left -= 1
        return found
