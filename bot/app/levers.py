"""The kill switch's levers outside: the configured ConfigMap, read by the reader of its cluster."""

from collections.abc import Mapping

from bot.adapters.kubernetes.lever import ConfigMapLever
from bot.settings.config import Config
from bot.triage.ports.cluster import Cluster
from bot.triage.remote import RemoteLever


def levers_of(config: Config, readers: Mapping[str, Cluster]) -> tuple[RemoteLever, ...]:
    """All of them."""
    place = config.stop.configmap
    if place is None:
        return ()
    return (ConfigMapLever(readers[place.cluster], place.namespace, place.name),)
