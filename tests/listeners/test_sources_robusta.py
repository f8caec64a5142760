import pytest

from bot.domain.alert import Alert, AlertState, Severity
from bot.listeners.sources.catalogue import parse
from tests.listeners.source_posts import Post, app, edit, robusta, section

FIRING, RESOLVED = "🔥 `Prometheus Alert Firing` 🔥 🔴 *High*", "✅ *Prometheus resolved* 🟡 *Medium*"


def _alert(post: Post) -> Alert:
    alert = parse(post)
    assert alert is not None
    assert alert.source == "robusta"
    return alert


def test_the_title_names_the_object_and_the_source_the_cluster() -> None:
    alert = _alert(robusta(FIRING, "Crash-looping pod shop/cart-7d9f-x2"))
    assert (alert.name, alert.state) == ("Crash-looping pod shop/cart-7d9f-x2", AlertState.FIRING)
    assert alert.labels == {"cluster": "eu-1", "namespace": "shop", "pod": "cart-7d9f-x2"}
    assert [(link.label, link.url) for link in alert.links] == [
        ("source", "https://platform.robusta.dev/?f=1")
    ]


def test_listed_labels_are_exact() -> None:
    alert = _alert(robusta(FIRING, "Slow in namespace web", "*labels*: namespace `shop`, service `cart`"))
    assert (alert.labels["namespace"], alert.labels["service"]) == ("shop", "cart")


def test_a_namespace_in_words_is_read() -> None:
    assert _alert(robusta(FIRING, "Slow answers in namespace web")).labels["namespace"] == "web"


def test_resolved_has_the_fingerprint_of_firing_and_its_own_severity() -> None:
    firing = _alert(robusta(FIRING, "Crash-looping pod shop/cart-1"))
    over = _alert(
        edit(robusta(RESOLVED, "[RESOLVED] Crash-looping pod shop/cart-1", "*labels*: namespace `shop`"))
    )
    assert (over.state, over.severity) == (AlertState.RESOLVED, Severity.WARNING)
    assert over.fingerprint == firing.fingerprint


@pytest.mark.parametrize(
    "head", [":fire: `Prometheus Alert Firing` :fire: :red_circle: *Low*", "👀 *K8s event detected* *Low*"]
)
def test_emoji_may_come_as_names_and_events_as_findings(head: str) -> None:
    alert = _alert(robusta(head, "Pod evicted"))
    assert (alert.state, alert.severity) == (AlertState.FIRING, Severity.INFO)


def test_without_a_linked_title_the_messages_text_is_the_name() -> None:
    post = app("robusta-bot", text="Pod evicted", blocks=[section(FIRING)])
    assert _alert(post).name == "Pod evicted"


def test_the_same_words_of_another_bot_are_not_robustas() -> None:
    alert = parse(
        app("chat", text="x", blocks=[{"type": "divider"}, section("Prometheus Alert Firing High\nx")])
    )
    assert alert is None
