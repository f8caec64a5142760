from bot.domain.alert import Alert, AlertState, Severity
from bot.listeners.sources.catalogue import parse
from tests.listeners.source_posts import Post, app, grafana

ONE = """**Firing**

Value: A=12, C=1
Labels:
 - alertname = Queue is long
 - grafana_folder = Shop
 - queue = {queue}
 - severity = warning
Annotations:
 - description = Older than &gt; 5 minutes.
second line
 - runbook_url = https://runbooks.example/queue
Source: <https://g.example/alerting/1/view>
Silence: <https://g.example/silence/new?matcher=alertname%3DQueue is long&amp;orgId=1>
Dashboard: <https://g.example/d/1>
Panel: <https://g.example/d/1?viewPanel=7>
"""


def _alert(post: Post) -> Alert:
    alert = parse(post)
    assert alert is not None
    assert alert.source == "grafana"
    return alert


def test_labels_annotations_and_links_are_read_line_by_line() -> None:
    alert = _alert(grafana("[FIRING:1] Queue is long Shop (orders warning)", ONE.format(queue="orders")))
    assert (alert.name, alert.state, alert.severity, alert.count) == (
        "Queue is long",
        "firing",
        Severity.WARNING,
        1,
    )
    assert alert.labels["queue"] == "orders"
    assert alert.labels["grafana_folder"] == "Shop"
    assert alert.annotations["description"] == "Older than > 5 minutes.\nsecond line"
    assert {link.label: link.url for link in alert.links} == {
        "runbook": "https://runbooks.example/queue",
        "source": "https://g.example/view",
        "silence": "https://g.example/silence/new?matcher=alertname%3DQueue is long&orgId=1",
        "dashboard": "https://g.example/d/1",
        "panel": "https://g.example/d/1?viewPanel=7",
    }


def test_a_resolved_post_has_the_fingerprint_of_its_firing_one() -> None:
    text = ONE.format(queue="orders")
    firing = _alert(grafana("[FIRING:1] Queue is long Shop (orders warning)", text))
    over = _alert(grafana("[RESOLVED] Queue is long Shop (warning)", text.replace("Firing", "Resolved")))
    assert over.state is AlertState.RESOLVED
    assert over.labels["queue"] == "orders"
    assert over.fingerprint == firing.fingerprint


def test_several_alerts_keep_what_they_share() -> None:
    text = ONE.format(queue="orders") + ONE.format(queue="mails").replace("**Firing**\n", "")
    alert = _alert(grafana("[FIRING:2] Queue is long Shop (warning)", text))
    assert (alert.count, "queue" in alert.labels, alert.labels["severity"]) == (2, False, "warning")


def test_of_a_mixed_post_the_firing_half_counts() -> None:
    text = ONE.format(queue="orders") + ONE.format(queue="mails").replace("Firing", "Resolved")
    alert = _alert(grafana("[FIRING:1, RESOLVED:1] Queue is long Shop (warning)", text))
    assert (alert.state, alert.count, alert.labels["queue"]) == (AlertState.FIRING, 1, "orders")


def _blind(title: str, rule: str, half: str = "Firing") -> Post:
    labels = f" - alertname = DatasourceNoData\n - rulename = {rule}\nAnnotations:"
    return grafana(title, f"**{half}**\n\nValue: [no value]\nLabels:\n{labels}\n")


def test_no_data_is_said_as_such_and_told_apart_by_the_rule() -> None:
    firing = _alert(_blind("[FIRING:1] DatasourceNoData Shop", "Queue is long"))
    other = _alert(_blind("[FIRING:1] DatasourceNoData Shop", "Disk fills"))
    over = _alert(_blind("[RESOLVED] DatasourceNoData Shop", "Queue is long", "Resolved"))
    assert (firing.name, firing.state) == ("DatasourceNoData", AlertState.NO_DATA)
    assert over.state is AlertState.RESOLVED
    assert over.fingerprint == firing.fingerprint != other.fingerprint


def test_without_labels_the_titles_group_is_the_name() -> None:
    alert = _alert(grafana("[FIRING:2] Queue is long Shop", "my own template\nAnnotations:\n - a = b"))
    assert (alert.name, alert.count, alert.severity) == ("Queue is long Shop", 2, Severity.HIGH)


def test_grafana_is_known_by_its_text_or_its_name_too() -> None:
    attachment = {"title": "[FIRING:1] Queue is long", "text": ONE.format(queue="orders")}
    assert _alert(app("Hook", attachments=[attachment])).name == "Queue is long"
    assert _alert(app("Grafana prod", attachments=[{"title": "[FIRING:1] Queue is long"}])).count == 1
