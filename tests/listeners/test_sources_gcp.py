from typing import Any

import pytest

from tests.listeners.source_posts import Post, app, edit, expect, hook, read, same, section

LINK = "https://console.cloud.google.com/monitoring/alerting/alerts/0.abc1?project=acme-prod"


def gcp(title: str, text: str = "", *, name: str = "Google Cloud Monitoring", **fields: str) -> Post:
    """An incident's post."""
    told = {
        "Policy": "<https://console.cloud.google.com/monitoring/alerting/policies/1?project=acme-prod|cart p99>",
        "Condition": "p99 above 2 s",
        "Resource": "k8s_container {project_id=acme-prod, cluster_name=eu-1, namespace_name=shop, container_name=cart}",
        **{key.replace("_", " "): value for key, value in fields.items()},
    }
    listed = [{"title": key, "value": value} for key, value in told.items()]
    return app(name, attachments=[{"title": title, "title_link": LINK, "text": text, "fields": listed}])


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("[ALERT - Critical] Cart is slow", {"state": "firing", "severity": "critical"}),
        ("[ALERT - Warning] Cart is slow", {"state": "firing", "severity": "warning"}),
        ("[ALERT] Cart is slow", {"state": "firing", "severity": "high"}),
        ("[ALERT - No severity] Cart is slow", {"state": "firing", "severity": "high"}),
        ("[RESOLVED - Critical] Cart is slow", {"state": "resolved", "severity": "critical"}),
        ("[RESOLVED] Cart is slow", {"state": "resolved"}),
        ("[ACKNOWLEDGED - Critical] Cart is slow", {"state": "firing", "by": ""}),
        (":rotating_light: *Alert firing: Cart is slow*", {"state": "firing"}),
        ("Incident 0.abc1 is open: Cart is slow", {"state": "firing"}),
        ("Incident #0.abc1 closed - Cart is slow", {"state": "resolved"}),
    ],
)
def test_state_and_severity_stand_in_the_title(title: str, wanted: dict[str, Any]) -> None:
    expect(gcp(title), source="gcp", name="Cart is slow", project="acme-prod", **wanted)


def test_open_and_closed_are_one_alert() -> None:
    same(
        gcp("[ALERT - Critical] Cart is slow"),
        gcp("[RESOLVED - Critical] Cart is slow"),
        gcp("[RESOLVED] Cart p99"),
    )


def test_a_resource_names_cluster_and_namespace() -> None:
    expect(
        gcp("[ALERT] x"),
        cluster="eu-1",
        namespace="shop",
        container="cart",
        resource_type="k8s_container",
        policy="cart p99",
    )


def test_the_start_is_read_where_it_is_told() -> None:
    post = gcp("[ALERT] Cart is slow", Started="Nov 19, 2026 at 10:01AM UTC")
    assert str(read(post)["starts_at"]) == "2026-11-19 10:01:00+00:00"
    assert read(gcp("[ALERT] Cart is slow", Started="yesterday, I think"))["starts_at"] is None


def test_missing_data_means_that_monitoring_is_blind() -> None:
    expect(gcp("[ALERT] Cart heartbeat", "No data was received for 5 minutes."), state="no_data")
    expect(gcp("[ALERT] Cart heartbeat", "Heartbeat is absent for 5 minutes."), state="no_data")
    expect(gcp("[RESOLVED] Cart heartbeat", "It was absent for 5 minutes."), state="resolved")


def test_other_forms_are_read() -> None:
    blocks = [
        section(f"<{LINK}|[ALERT - Error] Cart is slow>"),
        section("about", "*State*\nOPEN", "*Policy name*\ncart p99"),
    ]
    expect(app("Google Cloud", blocks=blocks), source="gcp", state="firing", name="Cart is slow")
    hooked = hook(
        {
            "title": "Cart is slow",
            "title_link": LINK,
            "fields": [{"title": "State", "value": "closed"}, {"title": "Policy", "value": "cart p99"}],
        }
    )
    expect(hooked, source="gcp", state="resolved", name="cart p99")
    expect(edit(gcp("[RESOLVED] Cart is slow", name="Cloud watchers")), source="gcp", state="resolved")


@pytest.mark.parametrize(
    "title",
    [
        "Alerting policy cart p99 was created",
        "Uptime check cart was deleted",
        "Notification channel #incidents was verified",
        "Weekly summary of acme-prod",
        "Build 12 succeeded",
        "Budget acme was updated",
    ],
)
def test_what_google_tells_beside_is_no_alert(title: str) -> None:
    assert read(gcp(title)) == {}


def test_an_unknown_shape_of_googles_falls_to_the_general_parser() -> None:
    expect(app("Google Cloud Monitoring", text="CRITICAL | quota is used up"), source="gcp", state="firing")
