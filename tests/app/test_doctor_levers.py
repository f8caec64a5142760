"""The doctor's lines about drills, calendars, vendors and the ConfigMap lever."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.domain.check import Condition
from bot.domain.drill import Drill
from bot.domain.ledger import Act, LedgerEntry
from tests.adapters.freezes.calendars import calendar, event
from tests.app.conftest import Bay

PLACE = {"cluster": "sandbox", "namespace": "shop", "name": "lookout-stop"}
CONFIGMAP = {"kind": "ConfigMap", "metadata": {"name": "lookout-stop", "namespace": "shop"}}


async def keep(database: Path, *, days: float = 0.0, worst: float = 0.1) -> None:
    """A record with a drill of so many days ago."""
    store = await SqlStore.open(f"sqlite:///{database}", SystemClock())
    async with store.begin() as tx:
        drill = Drill(
            at=tx.now - timedelta(days=days),
            rounds=1,
            processes=1,
            canaries=2,
            effects=9,
            p50=worst,
            p95=worst,
            worst=worst,
            noticed=worst,
        )
        detail = {"result": drill.model_dump(mode="json")}
        await tx.ledger.append(LedgerEntry(incident_id="", at=tx.now, act=Act.DRILLED, detail=detail))
        await tx.ledger.append(LedgerEntry(incident_id="", at=tx.now, act=Act.DRILLED, detail={"drill": "x"}))
    await store.close()


@pytest.mark.parametrize(
    ("days", "worst", "verdict", "said"),
    [
        (0.0, 0.1, Condition.OK, "0.10 s from the lever to the last effect"),
        (14.5, 0.1, Condition.WARN, "more than 14 days ago"),
        (0.0, 1.2, Condition.WARN, "more than the 1 s that it may take"),
    ],
)
async def test_the_last_drill(bay: Bay, days: float, worst: float, verdict: Condition, said: str) -> None:
    await keep(bay.database, days=days, worst=worst)
    line = next(one for one in await bay.lines() if one.title == "drill stop")
    assert line.verdict is verdict
    assert said in line.said


async def test_no_drill_is_a_warning_once_there_is_a_record(bay: Bay) -> None:
    assert "drill" not in {one.name for one in await bay.lines()}
    await (await SqlStore.open(f"sqlite:///{bay.database}", SystemClock())).close()
    ill = await bay.ill()
    for name in ("stop", "fallback", "escalation", "restore"):
        assert ill[f"drill {name}"].mend == f"lookout drill {name}"


async def test_each_calendar_and_vendor_is_read(bay: Bay) -> None:
    now = SystemClock().now()
    window = event(f"DTSTART:{now - timedelta(hours=1):%Y%m%dT%H%M%SZ}", "DURATION:PT2H")
    (bay.stage.folder / "open.ics").write_bytes(calendar())
    (bay.stage.folder / "frozen.ics").write_bytes(calendar(window))
    (bay.stage.folder / "broken.ics").write_bytes(b"<html>")
    names = ("open", "frozen", "broken")
    bay.config["calendars"] = {one: {"file": f"{one}.ics"} for one in names}
    lines = {one.about: one for one in await bay.lines() if one.name == "freezes"}
    assert lines["calendar:open"].verdict is Condition.OK
    assert (lines["calendar:frozen"].verdict, lines["calendar:frozen"].said) == (
        Condition.WARN,
        "1 in force now",
    )
    assert lines["calendar:broken"].verdict is Condition.FAIL
    assert "which counts as frozen: it is no iCalendar" in lines["calendar:broken"].said


@pytest.mark.parametrize(
    ("named", "verdict", "said"),
    [
        ("cluster:sandbx", Condition.WARN, "cluster:sandbx: not in the configuration"),
        ("namespace:bacth", Condition.WARN, "namespace:bacth: not in the configuration"),
        ("cluster:Sandbox", Condition.OK, "nothing is frozen by it now"),
        ("namespace:batch", Condition.OK, "nothing is frozen by it now"),
    ],
)
async def test_a_name_in_a_calendar_that_the_configuration_lacks_is_told(
    bay: Bay, named: str, verdict: Condition, said: str
) -> None:
    soon = f"{SystemClock().now() + timedelta(hours=3):%Y%m%dT%H%M%SZ}"
    window = event(f"DTSTART:{soon}", "DURATION:PT2H", f"SUMMARY:Release in {named}")
    (bay.stage.folder / "c.ics").write_bytes(calendar(window))
    bay.config["calendars"] = {"releases": {"file": "c.ics", "scope": "namespace:batch"}}
    line = next(one for one in await bay.lines() if one.name == "freezes")
    assert line.verdict is verdict
    assert said in line.said
    assert ("mend the name" in line.mend) is (verdict is Condition.WARN)


async def test_the_configmap_lever_is_read_as_a_running_lookout_reads_it(bay: Bay) -> None:
    bay.config["stop"] = {"configmap": PLACE}
    line = next(one for one in await bay.lines() if one.name == "stop ConfigMap")
    assert (line.verdict, line.about) == (Condition.OK, "shop/lookout-stop")
    bay.cluster.load([{**CONFIGMAP, "apiVersion": "v1", "data": {"stop": "mitigation\nbad night"}}])
    line = next(one for one in await bay.lines() if one.name == "stop ConfigMap")
    assert "stops mitigation: bad night" in line.said
    bay.config["clusters"]["sandbox"]["reader"]["server"] = "http://127.0.0.1:1"
    line = next(one for one in await bay.lines() if one.name == "stop ConfigMap")
    assert line.verdict is Condition.FAIL
    assert "while it cannot be read no change is made" in line.said
