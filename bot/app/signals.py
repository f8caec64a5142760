"""The alerts and measurements of the configured clusters, connected."""

from contextlib import AsyncExitStack

from bot.adapters.signals.alertmanager import Alertmanager
from bot.adapters.signals.http import Endpoint
from bot.adapters.signals.prometheus import Prometheus
from bot.settings.config import Config, MetricsSource, Source
from bot.settings.queries import USUAL, read_queries
from bot.triage.ports.signals import Alerts, Metrics, Signals


def listening(config: Config, opened: AsyncExitStack) -> dict[str, Signals]:
    """What each cluster has of the two; closed with `opened`.

    Raises:
        SettingsError: a file of queries cannot be used.
    """
    return {
        name: signals_of(cluster.alertmanager, cluster.prometheus, config.limits.read_seconds, opened)
        for name, cluster in config.clusters.items()
    }


def signals_of(
    alerts: Source | None, metrics: MetricsSource | None, per_call: float, opened: AsyncExitStack
) -> Signals:
    """One cluster's; `per_call` is the deadline of one call in seconds."""
    found_alerts: Alerts | None = None
    found_metrics: Metrics | None = None
    if alerts is not None:
        alertmanager = Alertmanager(_endpoint(alerts), per_call=per_call)
        opened.push_async_callback(alertmanager.close)
        found_alerts = alertmanager
    if metrics is not None:
        queries = read_queries(metrics.queries or USUAL)
        prometheus = Prometheus(_endpoint(metrics), queries, per_call=per_call)
        opened.push_async_callback(prometheus.close)
        found_metrics = prometheus
    return Signals(found_alerts, found_metrics)


def _endpoint(source: Source) -> Endpoint:
    return Endpoint(url=source.url, token_file=source.token_file, ca_file=source.ca_file)
