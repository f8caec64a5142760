from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.signals import alertmanager as alertmanager_module
from bot.adapters.signals import prometheus as prometheus_module
from bot.adapters.signals.alertmanager import Alertmanager
from bot.adapters.signals.http import Endpoint
from bot.adapters.signals.prometheus import Prometheus
from bot.adapters.signals.query import Queries, Query
from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.triage.ports.signals import Alerts, Metrics
from tests.signal_sources import SignalSources

NOW = datetime(2026, 3, 4, 2, 20, tzinfo=UTC)
QUERIES = Queries(
    queries=(
        Query(
            name="latency_ms", of="mesh", query='rate(mesh{ns="$namespace"}[2m])', labels={"service": "app"}
        ),
        Query(name="drops", of="nodes", query="drops", labels={"node": "instance"}),
    )
)
NAMES = ("latency_ms of mesh", "drops of nodes")


@pytest.fixture
async def sources() -> AsyncIterator[SignalSources]:
    async with SignalSources().running() as running:
        yield running


def endpoint(sources: SignalSources, **more: Any) -> Endpoint:
    return Endpoint(url=f"{sources.url}/", **more)


async def alerts_of(sources: SignalSources, **more: Any) -> list[str]:
    source = Alertmanager(endpoint(sources, **more), per_call=1.0)
    port: Alerts = source
    try:
        return [one["labels"].get("alertname", "") for one in (await port.alerts("shop")).items]
    finally:
        await source.close()


async def series_of(
    sources: SignalSources, name: str = NAMES[0], namespace: str = "shop"
) -> list[dict[str, Any]]:
    source = Prometheus(endpoint(sources), QUERIES, per_call=1.0)
    port: Metrics = source
    try:
        return list((await port.series(name, namespace, NOW)).items)
    finally:
        await source.close()


def alert(name: str, at: str = "2026-03-04T02:00:00Z", **labels: str) -> dict[str, Any]:
    return {"labels": {"alertname": name, **labels}, "startsAt": at, "status": {"state": "active"}}


async def test_alerts_of_the_namespace_and_of_none_come_newest_first(sources: SignalSources) -> None:
    sources.alerts = [
        alert("Old", "2026-03-04T01:00:00Z", namespace="shop"),
        alert("Elsewhere", namespace="bank"),
        alert("Node", node="node-1"),
        "odd",
        {"labels": None},
    ]
    assert await alerts_of(sources) == ["Node", "Old"]
    assert sources.asked[0].query["silenced"] == "true"
    assert sources.asked[0].method == "GET"


async def test_more_alerts_than_are_read_are_counted(
    sources: SignalSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alertmanager_module, "MOST_ALERTS", 2)
    sources.alerts = [alert(str(number), namespace="shop") for number in range(5)]
    source = Alertmanager(endpoint(sources))
    told = await source.alerts("shop")
    await source.close()
    assert (len(told.items), told.left_out) == (2, 3)
    assert told.bytes > 100


async def test_a_series_comes_under_the_snapshots_names_over_the_window(sources: SignalSources) -> None:
    values = [[NOW.timestamp(), "5"]]
    sources.series["mesh"] = [
        {"metric": {"app": "cart", "le": "5", "odd": 5}, "values": values},
        {"values": "odd"},
    ]
    first, second = await series_of(sources)
    assert first == {"metric": {"__name__": "latency_ms", "service": "cart"}, "values": values}
    assert second == {"metric": {"__name__": "latency_ms"}, "values": []}
    asked = sources.asked[0].query
    assert asked["query"] == 'rate(mesh{ns="shop"}[2m])'
    assert float(asked["end"]) - float(asked["start"]) == 1800
    assert (float(asked["end"]), asked["step"]) == (NOW.timestamp(), "30s")


async def test_more_series_than_are_read_are_counted(
    sources: SignalSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prometheus_module, "MOST_SERIES", 1)
    sources.series["drops"] = [{"metric": {"instance": str(n)}, "values": [[1, "1"]] * 900} for n in range(3)]
    source = Prometheus(endpoint(sources), QUERIES)
    assert tuple(source.names) == NAMES
    told = await source.series(NAMES[1], "shop", NOW)
    await source.close()
    assert (len(told.items), told.left_out) == (1, 2)
    assert len(told.items[0]["values"]) == prometheus_module.MOST_POINTS


@pytest.mark.parametrize("namespace", ['x"} or vector(1) #', "", "A", "x" * 64])
async def test_what_is_no_namespaces_name_never_becomes_part_of_a_query(
    sources: SignalSources, namespace: str
) -> None:
    with pytest.raises(PermanentError, match="no namespace"):
        await series_of(sources, namespace=namespace)
    assert sources.asked == []


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        ((401, b""), RefusedError, "answered 401"),
        ((403, b'"no way"'), RefusedError, "no way"),
        ((429, b""), TransientError, "429"),
        ((503, b"<html>"), TransientError, "503"),
        ((422, b'{"status": "error", "error": "bad query"}'), PermanentError, "bad query"),
        ((302, b""), PermanentError, "302"),
        ((200, b"not json"), PermanentError, "no JSON"),
        ((200, b"[" * 200_000), PermanentError, "no JSON"),
        ((200, b'{"status": "success"}'), PermanentError, "no (answer|list)"),
    ],
)
async def test_a_failure_is_one_of_ours_with_a_sentence(
    sources: SignalSources, answer: tuple[int, bytes], kind: type[OutsideError], said: str
) -> None:
    sources.broken["/api"] = answer
    with pytest.raises(kind, match=said):
        await alerts_of(sources)
    with pytest.raises(kind, match=said):
        await series_of(sources)
    assert len(sources.asked) == 2


async def test_an_answer_without_end_is_cut_off(
    sources: SignalSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alertmanager_module, "MOST_BYTES", 1_000)
    sources.alerts = [alert("x" * 2_000)]
    with pytest.raises(PermanentError, match="larger than"):
        await alerts_of(sources)


async def test_no_answer_and_nobody_there_are_told_apart_from_refusal(sources: SignalSources) -> None:
    sources.hanging = True
    with pytest.raises(TransientError, match="no answer within"):
        await alerts_of(sources)
    closed = SignalSources()
    closed.url = "http://127.0.0.1:9"
    with pytest.raises(TransientError, match="cannot be reached"):
        await alerts_of(closed)


async def test_the_bearer_token_is_read_again_for_each_request(
    sources: SignalSources, tmp_path: Path
) -> None:
    token = tmp_path / "token"
    source = Alertmanager(endpoint(sources, token_file=token))
    with pytest.raises(PermanentError, match="token file"):
        await source.alerts("shop")
    for written in ("first", "second"):
        token.write_text(f"{written}\n")
        await source.alerts("shop")
    await source.close()
    assert [one.headers["Authorization"] for one in sources.asked] == ["Bearer first", "Bearer second"]


async def test_a_ca_that_cannot_be_used_is_an_error_of_ours(tmp_path: Path) -> None:
    source = Alertmanager(Endpoint(url="https://127.0.0.1:9", ca_file=tmp_path / "none"))
    with pytest.raises(TransientError, match="cannot be reached"):
        await source.alerts("shop")
    await source.close()
