"""The one error of the settings: everything that is wrong, each a line that says where and what."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches


class SettingsError(Exception):
    """Lookout cannot start with these settings; `problems` holds one line for each fault."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def unknown(what: str, word: str, known: Collection[str]) -> str:
    """`unknown cluster "prodd" (did you mean "prod"? known: prod, stage)`."""
    near = get_close_matches(word, known, n=1)
    hint = f'did you mean "{near[0]}"? ' if near else ""
    return f'unknown {what} "{word}" ({hint}known: {", ".join(sorted(known)) or "none"})'
