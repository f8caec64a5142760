"""About: log lines carry the id of the incident that they are about, whoever writes them while it is worked on."""

from collections.abc import Iterator
from contextlib import contextmanager

from structlog.contextvars import bind_contextvars, unbind_contextvars

INCIDENT = "incident"


@contextmanager
def about(incident_id: str) -> Iterator[None]:
    """Within the block every line of this flow of work has the id; "" for what becomes known later, or never."""
    if incident_id:
        is_about(incident_id)
    try:
        yield
    finally:
        unbind_contextvars(INCIDENT)


def is_about(incident_id: str) -> None:
    """From here to the end of the block every line has this id."""
    bind_contextvars(**{INCIDENT: incident_id})
