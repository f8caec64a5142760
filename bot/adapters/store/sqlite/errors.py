"""What SQLite's words for trouble mean: the error of ours, and a sentence with what mends it."""

from bot.domain.errors import OutsideError, PermanentError, TransientError

_LOCKED = (
    "The database is locked by another writer; nothing was written, and it is tried again. "
    "If it stays so, look for a second Lookout or an open SQLite shell on the same file."
)
_FULL = "The disk under the database is full; nothing was written. Grow it, or delete what is not needed."
_RACED = "Another process wrote the same row first; nothing was written, and it is tried again."
_DAMAGED = (
    "The database file is damaged or is no SQLite file, so nothing can be recorded. Stop Lookout, keep the "
    "file for recovery (`sqlite3 FILE .recover`), and start with the last backup or a new file."
)
_READ_ONLY = (
    "The database may not be written here, so nothing was recorded. "
    "Give Lookout's user write access to the file and its folder."
)
_UNOPENED = (
    "The database file cannot be opened, so nothing can be recorded. "
    "Check that LOOKOUT_DATABASE_URL names a file in a folder that Lookout's user may write."
)
_MISFIT = "The row does not fit the record and was not written; this is a fault of Lookout."

# What the driver's words contain, the error it becomes, and the sentence; the first that fits is taken.
_MEANINGS: tuple[tuple[str, type[OutsideError], str], ...] = (
    ("is locked", TransientError, _LOCKED),
    ("is busy", TransientError, _LOCKED),
    ("is full", TransientError, _FULL),
    ("unique constraint", TransientError, _RACED),
    ("malformed", PermanentError, _DAMAGED),
    ("not a database", PermanentError, _DAMAGED),
    ("readonly", PermanentError, _READ_ONLY),
    ("unable to open", PermanentError, _UNOPENED),
    ("constraint failed", PermanentError, _MISFIT),
)


def meaning(words: str) -> tuple[type[OutsideError], str] | None:
    """The error and its sentence; None for words that nothing is known of."""
    return next(((kind, said) for mark, kind, said in _MEANINGS if mark in words.lower()), None)
