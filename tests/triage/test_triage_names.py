import pytest

from bot.domain.target import Subject, Target
from bot.triage.names import Named, named
from bot.triage.policy import ChannelPolicy, Policy
from bot.triage.targets import target_of, usual_target

CHECKOUT = Target(cluster="prod", namespace="payments", service="checkout")
CART = Target(
    cluster="prod",
    namespace="shop",
    service="cart",
    workload=Subject(kind="StatefulSet", namespace="shop", name="cart-db"),
)
POLICY = Policy(
    services={"checkout": CHECKOUT, "cart": CART},
    homes={"C0CART": ("cart",), "C0BOTH": ("cart", "checkout"), "C0SHOP": ("cart",), "C0PLAIN": ("cart",)},
    channels={
        "C0SHOP": ChannelPolicy(cluster="prod", namespace="shop"),
        "C0PAY": ChannelPolicy(service="checkout"),
        "C0PLAIN": ChannelPolicy(cluster="prod", namespace="payments"),
    },
)
ROOM = "C0ROOM"


@pytest.mark.parametrize(
    "text",
    [
        "triage payments/checkout",
        "triage prod/payments/checkout",
        "why is `payments/checkout` slow?",
        "triage deployment/checkout",
        "please triage payments/deploy/checkout",
        "why is checkout slow?",
        "Checkout!",
        "triage the checkout",
        "look at nowhere/nothing and checkout",
    ],
)
def test_a_mapped_service_is_found_however_it_is_named(text: str) -> None:
    found = named(POLICY, text, ROOM).target
    assert found is not None
    assert (found.cluster, found.namespace, found.service) == ("prod", "payments", "checkout")


def test_a_workload_that_the_map_names_is_its_services() -> None:
    found = named(POLICY, "triage sts/cart-db", ROOM).target
    assert found == CART
    other = named(POLICY, "triage deployment/checkout", ROOM).target
    assert other is not None
    assert str(other.workload) == "Deployment payments/checkout"


@pytest.mark.parametrize(
    ("text", "channel", "wanted"),
    [
        ("triage payments/refunds", ROOM, "prod/payments/refunds"),
        ("triage stage/payments/refunds", ROOM, "stage/payments/refunds"),
        ("triage stage/payments/ds/agent", ROOM, "stage/payments/agent"),
        ("triage elsewhere/thing", ROOM, "elsewhere/thing"),
        ("triage deployment/refunds", "C0PAY", "prod/payments/refunds"),
        ("triage refunds", "C0PAY", "prod/payments/refunds"),
        ("triage refunds", "C0SHOP", "prod/shop/refunds"),
    ],
)
def test_a_place_that_is_not_mapped_is_left_to_the_cluster(text: str, channel: str, wanted: str) -> None:
    assert str(named(POLICY, text, channel).wanted) == wanted


@pytest.mark.parametrize(
    ("text", "word", "near"),
    [
        ("triage chekout", "chekout", ("checkout",)),
        ("why is chekout slow?", "chekout", ("checkout",)),
        ("carts are slow", "carts", ("cart",)),
        ("triage zzzzzz", "zzzzzz", ()),
    ],
)
def test_an_unknown_name_comes_with_near_ones(text: str, word: str, near: tuple[str, ...]) -> None:
    assert named(POLICY, text, ROOM) == Named(word=word, near=near)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "help, it burns",
        "triage this",
        "triage again please",
        "see https://x.example/a/b",
        "a/b/c/d/e",
        "a/ /b",
    ],
)
def test_what_names_nothing_names_nothing(text: str) -> None:
    assert named(POLICY, text, ROOM) == Named()


@pytest.mark.parametrize(
    ("labels", "channel", "target"),
    [
        ({"namespace": "shop", "service": "search"}, ROOM, "shop/search"),
        ({"service": "checkout"}, ROOM, "prod/payments/checkout"),
        ({"service": "checkout", "cluster": "stage"}, ROOM, "stage/payments/checkout"),
        (
            {"service": "kube-state-metrics", "deployment": "search", "namespace": "shop"},
            "C0SHOP",
            "prod/shop/search",
        ),
        ({"service": "kube-state-metrics", "namespace": "shop"}, "C0SHOP", "prod/shop"),
        ({"service": "node-exporter", "app": "cart"}, ROOM, "prod/shop/cart"),
        (
            {"namespace": "monitoring", "exported_namespace": "shop", "exported_service": "cart"},
            ROOM,
            "prod/shop/cart",
        ),
        ({"namespace": "payments", "pod": "checkout-7d9f8b6c5d-x2x9k"}, ROOM, "prod/payments/checkout"),
        ({"namespace": "shop", "pod": "search-7d9f8b6c5d-x2x9k"}, "C0SHOP", "prod/shop"),
        ({"namespace": "shop", "pod": "cart-0"}, ROOM, "prod/shop/cart"),
        ({"service": "I own this"}, "C0SHOP", "prod/shop/cart"),
        ({}, "C0SHOP", "prod/shop/cart"),
        ({}, "C0PLAIN", "prod/payments"),
        ({}, "C0CART", "prod/shop/cart"),
        ({}, "C0PAY", "prod/payments/checkout"),
        ({"service": "refunds"}, "C0PAY", "prod/payments/refunds"),
        ({"service": "refunds"}, "C0SHOP", "prod/shop/refunds"),
    ],
)
def test_an_alert_points_where_labels_map_and_channel_say(
    labels: dict[str, str], channel: str, target: str
) -> None:
    assert str(target_of(POLICY, labels, channel)) == target


@pytest.mark.parametrize("channel", [ROOM, "C0BOTH"])
def test_a_channel_of_no_service_or_of_several_points_nowhere(channel: str) -> None:
    assert target_of(POLICY, {"service": "refunds"}, channel) is None
    assert usual_target(POLICY, channel) is None


def test_a_labelled_workload_is_part_of_the_target() -> None:
    found = target_of(POLICY, {"namespace": "shop", "statefulset": "queue"}, ROOM)
    assert found is not None
    assert str(found.workload) == "StatefulSet shop/queue"
