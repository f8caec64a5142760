"""The secret of one way to page: of a file, read again each time so that it can be replaced, or of the environment."""

from pathlib import Path

from pydantic import SecretStr

from bot.domain.errors import RefusedError


class Secret:
    """`path` goes before `given`; `what` names it in sentences ("the routing key"), `mend` says where it belongs."""

    def __init__(self, path: Path | None, given: SecretStr, *, what: str, mend: str) -> None:
        self._path = path
        self._given = given
        self._what = what
        self._mend = mend

    def read(self) -> str:
        """The secret, "" if none is configured.

        Raises:
            RefusedError: its file cannot be read, or is empty.
        """
        if self._path is None:
            return self._given.get_secret_value()
        try:
            found = self._path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise RefusedError(
                f"the file with {self._what} cannot be read ({type(error).__name__})"
            ) from error
        if not found:
            raise RefusedError(f"the file with {self._what} is empty")
        return found

    def required(self) -> str:
        """The secret. Raises `RefusedError` also if none is configured."""
        if found := self.read():
            return found
        raise RefusedError(f"{self._what} is not set: {self._mend}")
