from typing import Any

import pytest

from tests.listeners.source_posts import Post, app, edit, expect, hook, read, same, section

MONITOR = "https://app.datadoghq.com/monitors/4711?event_id=1&link_source=monitor_notif"


def datadog(title: str, text: str = "", *, link: str = MONITOR, name: str = "Datadog", **more: Any) -> Post:
    """A monitor's notification."""
    attachment = {
        "title": title,
        "title_link": link,
        "text": text,
        "fallback": title,
        "color": "a30200",
        **more,
    }
    return app(name, attachments=[attachment])


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("Triggered: [P2] Cart is slow on env:prod,service:cart", {"state": "firing", "severity": "high"}),
        ("Re-Triggered: [P2] Cart is slow on env:prod,service:cart", {"state": "firing"}),
        ("Warn: Cart is slow on env:prod,service:cart", {"state": "firing", "severity": "warning"}),
        ("Recovered: [P2] Cart is slow on env:prod,service:cart", {"state": "resolved"}),
        ("No data: [P3] Cart is slow on env:prod,service:cart", {"state": "no_data", "severity": "warning"}),
        ("Re-No data: Cart is slow on env:prod,service:cart", {"state": "no_data"}),
        (":fire: *Triggered: [P1] Cart is slow on env:prod,service:cart*", {"severity": "critical"}),
        ("[P1] [Triggered on {env:prod,service:cart}] Cart is slow", {"severity": "critical"}),
        ("[Recovered on {service:cart,env:prod}] Cart is slow", {"state": "resolved"}),
        ("[Warn on {service:cart,env:prod}] Cart is slow", {"severity": "warning"}),
        ("[No data on {env:prod,service:cart}] Cart is slow", {"state": "no_data"}),
    ],
)
def test_state_priority_and_group_stand_in_the_title(title: str, wanted: dict[str, Any]) -> None:
    expect(datadog(title), source="datadog", name="Cart is slow", service="cart", env="prod", **wanted)


def test_all_posts_about_one_group_are_one_alert_and_another_group_is_another() -> None:
    fired = datadog("Triggered: [P2] Cart is slow on env:prod,service:cart")
    same(
        fired,
        datadog("Triggered: [P1] Cart is slow on env:prod,service:cart"),
        datadog("[P1] [Re-Triggered on {service:cart,env:prod}] Cart is slow"),
        datadog("Recovered: Cart is slow (4.8 s) on env:prod,service:cart"),
    )
    other = datadog("Triggered: [P2] Cart is slow on env:prod,service:basket")
    assert read(other)["fingerprint"] != read(fired)["fingerprint"]


def test_without_a_group_the_whole_title_is_the_name() -> None:
    expect(datadog("Triggered: [P3] Disk on the build host is full"), name="Disk on the build host is full")
    expect(datadog("[Triggered] Composite: slow and failing"), name="Composite: slow and failing")


def test_tags_queries_and_links_are_kept() -> None:
    post = datadog(
        "Triggered: [P1] Pods restart",
        "Runbook: <https://runbooks.example/pods|pods>\n`sum:x{kube_namespace:shop,kube_cluster_name:eu-1} &gt; 3`",
        fields=[
            {"title": "Tags", "value": "`kube_deployment:cart` `team:shop`"},
            {"title": "Notified", "value": "@x"},
        ],
    )
    expect(post, namespace="shop", cluster="eu-1", deployment="cart", team="shop", monitor="4711")
    assert read(post)["runbook link"] == "https://runbooks.example/pods"
    assert read(post)["source link"] == MONITOR


def test_a_bot_of_any_name_is_known_by_where_its_title_leads() -> None:
    expect(datadog("Triggered: Cart is slow", name="Prod alerts"), source="datadog")
    hooked = hook(
        {"title": "Triggered: Cart is slow", "title_link": MONITOR}, username="Ops", icon_emoji=":dog:"
    )
    expect(hooked, source="datadog", name="Cart is slow")


def test_blocks_alone_are_read() -> None:
    blocks = [
        {
            "type": "header",
            "text": {"type": "plain_text", "text": "Triggered: [P2] Cart is slow on service:cart"},
        },
        section(f"p99 is above 2 s\n<{MONITOR}|View in Datadog>"),
    ]
    expect(app("Datadog", blocks=blocks), source="datadog", service="cart", severity="high")
    expect(
        app("Datadog", attachments=[{"blocks": blocks, "color": "a30200"}]),
        name="Cart is slow",
        service="cart",
    )


def test_an_edit_is_read_as_it_is_now() -> None:
    expect(edit(datadog("Recovered: Cart is slow")), state="resolved")


@pytest.mark.parametrize(
    "title",
    [
        "Daily digest: 12 monitors triggered yesterday",
        "Weekly monitor report for team shop",
        "Downtime started for monitor Cart is slow",
        "Monitor Cart is slow was edited by Sam",
        "Deployed cart 2.31 to production",
        "How likely are you to recommend Datadog? Take our survey",
        "Dashboard Checkout shared by Sam",
    ],
)
def test_what_datadog_tells_beside_is_no_alert(title: str) -> None:
    assert read(datadog(title, link="https://app.datadoghq.com/x", color="632ca6")) == {}


def test_an_unknown_shape_of_datadogs_falls_to_the_general_parser() -> None:
    expect(datadog("ALERT | Cart is slow"), source="datadog", state="firing")
