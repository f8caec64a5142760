"""A live cluster as a triage reads it, for `lookout diagnose`: the same collector, under the caller's own rights."""

from pathlib import Path

from bot.app.live import Place, read_once
from bot.cli.diagnose.jobs import Asked
from bot.domain.snapshot import Scope, Snapshot
from bot.settings.environment import read_environment


async def read_live(asked: Asked, one_run: bytes) -> Snapshot:
    """All that a triage of that namespace would read; `one_run` marks secrets where no redaction key is configured.

    Raises:
        OutsideError: the kubeconfig or the cluster cannot be used.
        SettingsError: the environment is not in order.
    """
    environment = read_environment()
    key = environment.redaction_key.get_secret_value().encode() or one_run
    place = Place(
        kubeconfig=Path(asked.kubeconfig or environment.kubeconfig),
        context=asked.context,
        prometheus=asked.prometheus,
        alertmanager=asked.alertmanager,
    )
    scope = Scope(cluster=asked.context, namespace=asked.namespace, service=asked.workload.rpartition("/")[2])
    return await read_once(place, scope, key)
