"""What PostgreSQL's codes for trouble (SQLSTATE) mean: the error of ours, and a sentence with what mends it."""

import psycopg

from bot.domain.errors import OutsideError, PermanentError, TransientError

_UNREACHED = (
    "The database server cannot be reached; nothing was written. In a running Lookout it is tried again. "
    "If it stays so, look at the server, and whether LOOKOUT_DATABASE_URL names it."
)
_LOST = (
    "The connection to the database server was lost. What was being written may or may not be in the record; it is "
    "tried again, and nothing is done twice. If it stays so, look at the server's log."
)
_LOCKED = (
    "Another writer held the database for too long; nothing was written, and it is tried again. "
    "If it stays so, look in pg_stat_activity for who holds a lock: a paused Lookout, a migration or an open psql."
)
_SLOW = (
    "The database server took too long for a statement and cancelled it; nothing was written, and it is "
    "tried again."
)
_HELD = (
    "This process stood still in the middle of a transaction, so the server ended it; nothing was written, and it is "
    "tried again."
)
_RACED = "Another process wrote the same row first; nothing was written, and it is tried again."
_CROWDED = (
    "The database server has no connection left; it is tried again. "
    "Each process takes up to six: raise max_connections or the role's limit, or stop what uses them."
)
_FULL = "The disk or memory of the database server is full; nothing was written. Grow it, or delete what is not needed."
_WHO = (
    "The database server does not accept this user or password, so nothing can be recorded. "
    "Check LOOKOUT_DATABASE_URL and the server's pg_hba.conf."
)
_NONE = "The server has no database of that name, so nothing can be recorded. Make it (deploy/README.md)."
_RIGHTS = (
    "The database user lacks a right, so nothing was recorded. "
    "It has to own Lookout's database, or to have the grants that deploy/README.md lists."
)
_READ_ONLY = (
    "The database may not be written here, so nothing was recorded. "
    "If the server is a standby, name the primary in LOOKOUT_DATABASE_URL."
)
_STANDBY = (
    "Of the database servers that answer none takes writes, so nothing was read or written. In a running Lookout it is "
    "tried again, as a standby may be promoted. If it stays so, name the primary in LOOKOUT_DATABASE_URL."
)
OTHER = "The database refused a statement, so nothing was written; this is a fault of Lookout."
_MISFIT = "The row does not fit the record and was not written; this is a fault of Lookout."

# What the code begins with, the error it becomes, and the sentence; the first that fits is taken.
_MEANINGS: tuple[tuple[str, type[OutsideError], str], ...] = (
    ("40", TransientError, _RACED),
    ("23505", TransientError, _RACED),
    ("23", PermanentError, _MISFIT),
    ("22", PermanentError, _MISFIT),
    ("55P03", TransientError, _LOCKED),
    ("57014", TransientError, _SLOW),
    ("25P03", TransientError, _HELD),
    ("25006", PermanentError, _READ_ONLY),
    ("28", PermanentError, _WHO),
    ("3D000", PermanentError, _NONE),
    ("42501", PermanentError, _RIGHTS),
    ("53300", TransientError, _CROWDED),
    ("53", TransientError, _FULL),
    ("57P03", TransientError, _UNREACHED),
    ("57P", TransientError, _LOST),
    ("58", TransientError, _LOST),
    ("08", TransientError, _LOST),
)
# What the server says before a connection stands comes without a code: its words, all of which must be there.
_REFUSALS: tuple[tuple[str, str, type[OutsideError], str], ...] = (
    ("authentication failed", "", PermanentError, _WHO),
    ("no password supplied", "", PermanentError, _WHO),
    ("no pg_hba.conf entry", "", PermanentError, _WHO),
    ("is not permitted to log in", "", PermanentError, _WHO),
    ('role "', "does not exist", PermanentError, _WHO),
    ('database "', "does not exist", PermanentError, _NONE),
    ("permission denied for database", "", PermanentError, _RIGHTS),
    ("too many connections", "", TransientError, _CROWDED),
    ("too many clients", "", TransientError, _CROWDED),
    ("remaining connection slots", "", TransientError, _CROWDED),
    ("session is read-only", "", TransientError, _STANDBY),
    ("hot standby", "", TransientError, _STANDBY),
    ("connection failed", "", TransientError, _UNREACHED),
    ("connection timeout", "", TransientError, _UNREACHED),
    ("failed to resolve host", "", TransientError, _UNREACHED),
)


def translated_error(error: psycopg.Error) -> OutsideError:
    """The error of ours that says what that one means, with the server's words."""
    kind, sentence = _meaning(error)
    return kind(f"{sentence} ({' '.join(str(error).split())})")


def sentence_of(said: str) -> str:
    """The sentence of ours that an error's message begins with, without the server's words; "" if none of these is it.

    The server's words name its address and the user, which not everybody may know.
    """
    ours = (OTHER, *(row[-1] for table in (_MEANINGS, _REFUSALS) for row in table))
    return next((sentence for sentence in ours if said.startswith(sentence)), "")


def _meaning(error: psycopg.Error) -> tuple[type[OutsideError], str]:
    if error.sqlstate:
        known = ((kind, said) for code, kind, said in _MEANINGS if error.sqlstate.startswith(code))
        return next(known, (PermanentError, OTHER))
    if isinstance(error, psycopg.DataError):
        return PermanentError, _MISFIT
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return PermanentError, OTHER
    words = str(error).lower()
    fitting = ((kind, said) for one, other, kind, said in _REFUSALS if one in words and other in words)
    return next(fitting, (TransientError, _LOST))
