"""What the doctor makes of two things that it reads of every database: the schema's revision and the pulled levers."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.adapters.store.migrate import revisions
from bot.domain.check import Check, fail, ok, warn


class Pulled(NamedTuple):
    """A lever that is not lifted."""

    scope: str
    by: str
    why: str


def schema(at: str | None) -> Check:
    """The line about the revision; None is a database without any table of Lookout's."""
    known = revisions()
    if at is None:
        return ok("schema", f"the database is empty: the first start makes revision {known[0]}")
    if at == known[0]:
        return ok("schema", f"at revision {at}, this version's own")
    if at in known:
        said = f"at revision {at}: the next start brings it to {known[0]}, and there is no way back"
        return warn("schema", said, "back the record up first (deploy/UPGRADING.md)")
    said = f"at revision {at}, which a newer Lookout wrote: this version will not start on it"
    return fail("schema", said, "start the newer version again, or restore the backup (deploy/UPGRADING.md)")


def stops(pulled: Sequence[Pulled]) -> list[Check]:
    """A line for each lever, or one that says that none is pulled."""
    if not pulled:
        return [ok("stops", "none is in force in the database")]
    mend = "lookout resume SCOPE, or /lookout resume, when it should go on"
    return [
        warn("stops", f"stopped by {one.by}{f': {one.why}' if one.why else ''}", mend, one.scope)
        for one in pulled
    ]
