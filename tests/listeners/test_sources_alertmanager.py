import pytest

from bot.domain.alert import Alert, AlertState, Severity
from bot.listeners.sources.catalogue import parse
from tests.listeners.source_posts import Post, alertmanager, app, edit, hook, section

LISTED = """*Alert:* disk fills `warning`
*Description:* db-0 &lt; 10 % free
*Runbook:* <https://runbooks.example/disk|disk>
*Dashboard:* <https://dash.example/d/1>
*Labels:*
 • *alertname:* DiskFills
 • *namespace:* billing
 • *pod:* db-0"""


def _alert(post: Post) -> Alert:
    alert = parse(post)
    assert alert is not None
    assert alert.source == "alertmanager"
    return alert


def test_the_default_template_says_all_in_its_title() -> None:
    alert = _alert(alertmanager("[FIRING:2] ApiSlow eu-1 (cart-api monitoring/k8s critical shop)"))
    assert (alert.name, alert.state, alert.count) == ("ApiSlow", AlertState.FIRING, 2)
    assert alert.severity is Severity.CRITICAL
    assert alert.labels == {"alertname": "ApiSlow", "severity": "critical", "service": "cart-api"}
    assert alert.annotations["values"] == "ApiSlow eu-1 cart-api monitoring/k8s critical shop"
    assert [(link.label, link.url) for link in alert.links] == [
        ("source", "https://am.example/#/alerts?receiver=slack")
    ]


@pytest.mark.parametrize(
    ("common", "service"),
    [
        ("cart-api critical", "cart-api"),
        ("prod-eu-1 cart-api critical", "cart-api"),
        ("cart-api shop critical", None),
        ("kube-state-metrics critical", None),
        ("prod-eu-1 critical", None),
        ("10.0.0.1:8080 critical", None),
        ("cart-api shop", None),
        ("", None),
    ],
)
def test_the_service_is_named_only_where_one_value_can_be_it(common: str, service: str | None) -> None:
    alert = _alert(alertmanager(f"[FIRING:1] ApiSlow ({common})"))
    assert alert.labels.get("service") == service


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("[FIRING:1] ApiSlow", "ApiSlow"),
        ("[FIRING:1] shop ApiSlow (critical)", "ApiSlow"),
        ("[FIRING:2] shop (ApiSlow critical)", "ApiSlow"),
        ("[FIRING:2]  (api-slow critical)", "api-slow"),
        ("[FIRING:2] shop", "shop"),
        ("[FIRING:2]", "(unnamed)"),
        (":fire: [firing:2] ApiSlow", "ApiSlow"),
    ],
)
def test_the_rules_name_is_found_in_the_title(title: str, name: str) -> None:
    assert _alert(alertmanager(title)).name == name


def test_a_resolved_post_has_the_fingerprint_of_its_firing_one() -> None:
    firing = _alert(alertmanager("[FIRING:3] ApiSlow shop (cart-api critical)", color="a30200"))
    over = _alert(edit(alertmanager("[RESOLVED] ApiSlow shop (critical)", color="2eb886")))
    other = _alert(alertmanager("[FIRING:1] ApiSlow billing (cart-api critical)"))
    assert over.state is AlertState.RESOLVED
    assert over.count == 1
    assert over.fingerprint == firing.fingerprint != other.fingerprint


def test_labels_in_the_text_are_exact_and_undone_of_markup() -> None:
    alert = _alert(alertmanager("[FIRING:1] DiskFills billing (db warning)", LISTED))
    assert alert.labels == {
        "alertname": "DiskFills",
        "namespace": "billing",
        "pod": "db-0",
        "severity": "warning",
        "service": "db",
    }
    assert alert.annotations["description"] == "db-0 < 10 % free"
    assert {link.label: link.url for link in alert.links} == {
        "source": "https://am.example/#/alerts?receiver=slack",
        "runbook": "https://runbooks.example/disk",
        "dashboard": "https://dash.example/d/1",
    }
    assert "db-0 < 10 % free" in alert.quoted


def test_of_several_instances_the_labels_they_share_are_kept() -> None:
    text = LISTED + "\n" + LISTED.replace("db-0", "db-1")
    alert = _alert(alertmanager("[FIRING:2] DiskFills billing", text))
    assert (alert.labels["namespace"], "pod" in alert.labels, alert.count) == ("billing", False, 2)
    assert alert.annotations["description"] == "db-0 < 10 % free"


def test_instances_without_annotations_are_told_apart_by_their_first_label() -> None:
    text = " - namespace = billing\n - pod = a\n - namespace = billing\n - pod = b"
    alert = _alert(alertmanager("[RESOLVED] DiskFills", text))
    assert (alert.labels["namespace"], "pod" in alert.labels, alert.count) == ("billing", False, 2)


def test_fields_beside_the_text_are_labels_too() -> None:
    fields = [{"title": "Namespace", "value": "`billing`"}, {"title": "Two words", "value": "x"}]
    alert = _alert(alertmanager("[FIRING:1] DiskFills", fields=fields))
    assert alert.labels["namespace"] == "billing"
    assert "two words" not in alert.labels


@pytest.mark.parametrize(
    "post",
    [
        hook(text="[FIRING:1] ApiSlow shop (critical)"),
        hook({"fallback": "[FIRING:1] ApiSlow shop (critical) | https://am.example"}),
        hook({"pretext": "[FIRING:1] ApiSlow shop (critical)", "text": "x"}),
        hook(
            blocks=[
                {
                    "type": "header",
                    "text": {"type": "plain_text", "text": "[FIRING:1] ApiSlow shop (critical)"},
                }
            ]
        ),
        hook({"blocks": [section("*[FIRING:1] ApiSlow shop (critical)*")]}),
    ],
)
def test_the_title_may_stand_anywhere_a_title_stands(post: Post) -> None:
    alert = _alert(post)
    assert (alert.name, alert.severity) == ("ApiSlow", Severity.CRITICAL)


def test_an_unknown_severity_counts_as_high() -> None:
    assert _alert(alertmanager("[FIRING:1] ApiSlow")).severity is Severity.HIGH


def test_another_vendors_bracketed_title_is_left_to_the_general_parser() -> None:
    alert = parse(app("Google Cloud Monitoring", text="[RESOLVED] ledger cpu"))
    assert alert is not None
    assert (alert.source, alert.name, alert.state) == ("gcp", "ledger cpu", AlertState.RESOLVED)
