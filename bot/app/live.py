"""One reading of one cluster, for the command line: the collector of a triage, without Slack and without a record."""

import os
from contextlib import AsyncExitStack
from pathlib import Path

from pydantic import ValidationError

from bot.adapters.clock import SystemClock
from bot.adapters.kubernetes.connect import Kubeconfig, close, connect
from bot.adapters.kubernetes.reader import Reader
from bot.app.signals import signals_of
from bot.domain.errors import PermanentError
from bot.domain.noun import Noun
from bot.domain.snapshot import Scope, Snapshot
from bot.settings.config import MetricsSource, Source
from bot.triage.evidence import Budget, gather

PATIENT = Budget(per_call=20.0, in_all=60.0)  # a person waits here, and no alert


class Place(Noun):
    """Where to read: a kubeconfig (or several, as KUBECONFIG joins them) and its context, and URLs of the signals."""

    kubeconfig: Path
    context: str = ""
    prometheus: str = ""
    alertmanager: str = ""


async def read_once(place: Place, scope: Scope, key: bytes, *, budget: Budget = PATIENT) -> Snapshot:
    """All that a triage of the scope reads, redacted with `key`; nothing is written.

    Raises:
        OutsideError: the kubeconfig or a URL cannot be used; a cluster that does not answer is gaps instead.
    """
    async with AsyncExitStack() as opened:
        try:
            alerts = Source(url=place.alertmanager) if place.alertmanager else None
            metrics = MetricsSource(url=place.prometheus) if place.prometheus else None
        except ValidationError as error:
            raise PermanentError(
                "--prometheus and --alertmanager take a URL such as http://localhost:9090"
            ) from error
        _must_be_there(place.kubeconfig)
        client = await connect(Kubeconfig(path=place.kubeconfig, context=place.context))
        opened.push_async_callback(close, client)
        reader = Reader(place.context or "cluster", client, per_call=budget.per_call)
        signals = signals_of(alerts, metrics, budget.per_call, opened)
        return await gather(reader, scope, clock=SystemClock(), key=key, budget=budget, signals=signals)


def _must_be_there(kubeconfig: Path) -> None:
    """Refuse what names no file, before the client says so in its own way."""
    if not any(Path(one).expanduser().is_file() for one in str(kubeconfig).split(os.pathsep) if one):
        raise PermanentError(
            f"there is no kubeconfig at {kubeconfig}; --kubeconfig or KUBECONFIG names the one that kubectl uses"
        )
