from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.domain.alert import Severity
from bot.domain.cluster_user import ClusterUser
from bot.domain.target import Subject, Target
from bot.settings.config import Access, Config
from bot.settings.error import SettingsError
from bot.settings.policy import policy_of
from bot.settings.read import read_config

ROOT = Path(__file__).parents[2]

SMALLEST = """\
roles:
  responders: {users: [U1, U2]}
  commanders: {users: [U3]}
clusters:
  prod:
    reader: {in_cluster: true}
"""


def read(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "lookout.yaml"
    path.write_text(text)
    return read_config(path)


def problems(tmp_path: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, text)
    return caught.value.problems


def problem(tmp_path: Path, text: str) -> str:
    (only,) = problems(tmp_path, text)
    return only


def test_the_smallest_configuration_has_the_defaults(tmp_path: Path) -> None:
    config = read(tmp_path, SMALLEST)
    assert config.deployment == "lookout"
    assert config.clusters["prod"].reader == Access(in_cluster=True)
    assert (config.clusters["prod"].actor, config.clusters["prod"].page) == (None, 500)
    assert (config.limits.approval_minutes, config.limits.join_window_minutes) == (10, 30)
    assert (config.channels, config.freezes, config.runbooks) == ((), (), None)


def test_the_example_is_read() -> None:
    config = read_config(ROOT / "deploy" / "lookout.example.yaml")
    assert set(config.clusters) == {"prod", "stage", "edge"}
    assert config.target("checkout") == Target(
        cluster="prod",
        namespace="shop",
        service="checkout",
        workload=Subject(kind="Deployment", namespace="shop", name="checkout"),
    )
    assert [channel.alerts for channel in config.channels] == [True, True, False]
    assert config.freezes[0].scope == "service:payments"


def test_the_example_shows_every_field() -> None:
    text = (ROOT / "deploy" / "lookout.example.yaml").read_text()
    shown = set(keys(yaml.safe_load(text)))
    assert set(names(Config.model_json_schema())) <= shown


def keys(value: Any) -> list[str]:
    if isinstance(value, list):
        return [key for item in value for key in keys(item)]
    if isinstance(value, dict):
        return [*value, *(key for item in value.values() for key in keys(item))]
    return []


def names(schema: dict[str, Any]) -> list[str]:
    nouns = [schema, *schema["$defs"].values()]
    return [name for noun in nouns for name in noun.get("properties", {})]


def test_reminders_that_are_given_replace_the_usual_ones(tmp_path: Path) -> None:
    config = read(tmp_path, f"{SMALLEST}escalation: {{reminders: {{high: 7, warning: none, info: 60}}}}\n")
    assert {severity: config.escalation.reminder(severity) for severity in Severity} == {
        Severity.CRITICAL: timedelta(minutes=5),
        Severity.HIGH: timedelta(minutes=7),
        Severity.WARNING: None,
        Severity.INFO: timedelta(minutes=60),
    }
    assert read(tmp_path, SMALLEST).escalation.reminder(Severity.INFO) is None


def test_a_service_maps_to_its_target(tmp_path: Path) -> None:
    config = read(tmp_path, f"{SMALLEST}services: {{cart: {{cluster: prod, namespace: shop}}}}\n")
    assert config.target("cart") == Target(cluster="prod", namespace="shop", service="cart")
    assert config.target("other") is None


def test_paths_are_relative_to_the_file_and_absolute_ones_stay(tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    text = f"{SMALLEST}    actor: {{server: 'https://x', token_file: tokens/a, ca_file: /ca.crt}}\nrunbooks: books\n"
    config = read(tmp_path, text)
    actor = config.clusters["prod"].actor
    assert actor is not None
    assert (actor.token_file, actor.ca_file) == (tmp_path / "tokens" / "a", Path("/ca.crt"))
    assert config.runbooks == tmp_path / "books"


@pytest.mark.parametrize(
    ("responders", "commanders", "exists"),
    [
        ("users: [U1]", "users: [U1]", False),
        ("users: [U1]", "users: [U2]", True),
        ("users: [U1, U2]", "users: [U1]", True),
        ("group: S1", "users: [U1]", True),
        ("users: [U1]", "group: S1", True),
    ],
)
def test_whether_two_humans_could_satisfy_the_gate(
    tmp_path: Path, responders: str, commanders: str, *, exists: bool
) -> None:
    text = f"roles:\n  responders: {{{responders}}}\n  commanders: {{{commanders}}}\n"
    config = read(tmp_path, f"{text}clusters: {{prod: {{reader: {{in_cluster: true}}}}}}\n")
    assert config.roles.pair_exists is exists


def test_an_unknown_cluster_is_said_with_its_line_and_what_was_perhaps_meant(tmp_path: Path) -> None:
    text = f"{SMALLEST}channels:\n  - name: '#a'\n    cluster: prodd\n"
    assert problem(tmp_path, text) == (
        'lookout.yaml:9: channels.0.cluster: unknown cluster "prodd" (did you mean "prod"? known: prod)'
    )


def test_all_problems_of_meaning_come_at_once(tmp_path: Path) -> None:
    text = f"""{SMALLEST}
  stage:
    reader: {{in_cluster: true}}
channels:
  - {{name: "#alerts", service: carts}}
  - {{name: alerts, namespace: shop}}
services:
  cart: {{cluster: pord, namespace: shop, channel: "#alert"}}
freezes:
  - {{scope: "cluster:moon", starts_at: 2025-01-01T00:00:00Z, ends_at: 2025-01-02T00:00:00Z, why: x}}
  - {{scope: "service:cat", starts_at: 2025-01-01T00:00:00Z, ends_at: 2025-01-02T00:00:00Z, why: x}}
  - {{scope: "namespace:any", starts_at: 2025-01-01T00:00:00Z, ends_at: 2025-01-02T00:00:00Z, why: x}}
  - {{scope: all, starts_at: 2025-01-01T00:00:00Z, ends_at: 2025-01-02T00:00:00Z, why: x}}
runbooks: nowhere
"""
    assert problems(tmp_path, text) == (
        'lookout.yaml:11: channels.0.service: unknown service "carts" (did you mean "cart"? known: cart)',
        "lookout.yaml:12: channels.1.namespace: there are several clusters, so a namespace needs its cluster",
        'lookout.yaml:12: channels.1: the channel "alerts" is listed twice',
        'lookout.yaml:14: services.cart.cluster: unknown cluster "pord" (did you mean "prod"? known: prod, stage)',
        'lookout.yaml:14: services.cart.channel: unknown channel "alert" (did you mean "alerts"? known: alerts)',
        'lookout.yaml:16: freezes.0.scope: unknown cluster "moon" (known: prod, stage)',
        'lookout.yaml:17: freezes.1.scope: unknown service "cat" (did you mean "cart"? known: cart)',
        f"lookout.yaml:20: runbooks: there is no folder {tmp_path / 'nowhere'}",
    )


def test_what_freezes_is_read_and_a_name_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    text = f"""{SMALLEST}
services:
  cart: {{cluster: prod, namespace: shop, vendors: [card]}}
stop: {{configmap: {{cluster: pord, namespace: lookout}}}}
calendars:
  releases: {{file: releases.ics, scope: "service:crt", timezone: Europe/Berlin}}
vendors:
  cards: {{url: https://status.example.com/api/v2/summary.json}}
"""
    assert problems(tmp_path, text) == (
        'lookout.yaml:9: services.cart.vendors: unknown vendor "card" (did you mean "cards"? known: cards)',
        'lookout.yaml:10: stop.configmap.cluster: unknown cluster "pord" (did you mean "prod"? known: prod)',
        'lookout.yaml:12: calendars.releases.scope: unknown service "crt" (did you mean "cart"? known: cart)',
        (
            "lookout.yaml:14: vendors.cards: no service lists it, so it would freeze nothing: "
            'add it to "vendors" of one'
        ),
    )
    text = text.replace("card]", "cards]").replace("pord", "prod").replace("service:crt", "service:cart")
    config = read(tmp_path, text)
    assert config.calendars["releases"].file == tmp_path / "releases.ics"
    assert config.vendors["cards"].level == "major"


@pytest.mark.parametrize(
    ("calendar", "why"),
    [
        ("{}", 'a calendar has either a "url" or a "file"'),
        ("{url: https://x.example.com/a, file: b}", 'a calendar has either a "url" or a "file"'),
        ("{file: b, timezone: Berlin}", "Berlin is no time zone that this machine knows"),
        ("{url: ftp://x/y}", "string should match pattern"),
    ],
)
def test_a_calendar_that_cannot_be_meant_so_is_refused(tmp_path: Path, calendar: str, why: str) -> None:
    assert why.lower() in problem(tmp_path, f"{SMALLEST}calendars: {{releases: {calendar}}}\n").lower()


def test_changes_under_the_approvers_name_want_somebody_who_has_one(tmp_path: Path) -> None:
    asked = f"{SMALLEST}\nmitigations: {{impersonate: approver}}\n"
    assert problem(tmp_path, asked).endswith(
        'under the approver\'s name, and "identities" has nobody: nothing could ever be sent'
    )
    known = f"{asked}identities: {{U0IVY: {{user: ivy@example.com, groups: [oncall]}}}}\n"
    policy = policy_of(read(tmp_path, known), {}, "1")
    assert policy.impersonate_approver
    assert policy.cluster_users == {"U0IVY": ClusterUser(user="ivy@example.com", groups=("oncall",))}


def test_a_role_that_nobody_holds_is_refused(tmp_path: Path) -> None:
    text = SMALLEST.replace("{users: [U3]}", "{}")
    assert problem(tmp_path, text) == (
        'lookout.yaml:3: roles.commanders: nobody holds this role: give it "users", a "group" or both'
    )


def test_all_problems_of_form_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = """\
deployment: "Look out"
channels:
  - id: C1
    name: "#a"
  - {id: general}
roles:
  responders: {users: [nora]}
clusters:
  prod:
    reader: {in_cluter: true}
    pages: 5
limits: {write_seconds: 9}
freezes:
  - {scope: al, starts_at: 2025-01-01, ends_at: 2025-01-02 10:00:00, why: x}
escalation: {reminders: {criticl: 5}}
chanels: []
"""
    found = problems(tmp_path, text)
    assert [one.split(": ")[:2] for one in found] == [
        ["lookout.yaml:1", "deployment"],
        ["lookout.yaml:3", "channels.0"],
        ["lookout.yaml:5", "channels.1.id"],
        ["lookout.yaml:6", "roles.commanders"],
        ["lookout.yaml:7", "roles.responders.users.0"],
        ["lookout.yaml:10", "clusters.prod.reader.in_cluter"],
        ["lookout.yaml:11", "clusters.prod.pages"],
        ["lookout.yaml:12", "limits.write_seconds"],
        ["lookout.yaml:14", "freezes.0.scope"],
        ["lookout.yaml:14", "freezes.0.starts_at"],
        ["lookout.yaml:14", "freezes.0.ends_at"],
        ["lookout.yaml:15", "escalation.reminders.criticl"],
        ["lookout.yaml:16", "chanels"],
    ]
    assert found[3].endswith("roles.commanders: is missing")
    assert 'unknown field "in_cluter" (did you mean "in_cluster"? known: ca_file, context,' in found[5]
    assert (
        'unknown field "pages" (did you mean "page"? known: actor, alertmanager, names, page, prometheus, reader)'
        in found[6]
    )
    assert 'unknown field "chanels" (did you mean "channels"?' in found[12]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("channels: [{id: C1, nmae: x}]", 'channels.0.nmae: unknown field "nmae" (did you mean "name"?'),
        (
            "services: {a: {cluster: prod, namespace: b, x: 1}}",
            'services.a.x: unknown field "x" (known: channel',
        ),
        ("freezes: [{scope: all, y: 1}]", 'freezes.0.y: unknown field "y" (known: ends_at'),
        ("bot_oncall: {user: [U1]}", 'bot_oncall.user: unknown field "user" (did you mean "users"?'),
    ],
)
def test_an_unknown_field_is_refused_at_any_depth(tmp_path: Path, field: str, said: str) -> None:
    assert any(f"lookout.yaml:7: {said}" in one for one in problems(tmp_path, f"{SMALLEST}{field}\n"))


def test_an_unknown_field_of_something_optional_is_refused(tmp_path: Path) -> None:
    found = problems(tmp_path, f"{SMALLEST}    actor: {{kubeconfg: x}}\n")
    assert any(
        'clusters.prod.actor.kubeconfg: unknown field "kubeconfg" (did you mean "kubeconfig"?' in one
        for one in found
    )


@pytest.mark.parametrize(
    ("access", "said"),
    [
        ("{}", "exactly one of"),
        ("{in_cluster: true, kubeconfig: a}", "exactly one of"),
        ("{server: 'https://x'}", "go together"),
        ("{in_cluster: true, token_file: a}", "go together"),
        ("{in_cluster: true, context: a}", 'belongs to a "kubeconfig"'),
        ("{kubeconfig: a, ca_file: b}", 'belongs to a "server"'),
    ],
)
def test_an_identity_has_one_way_to_its_cluster(tmp_path: Path, access: str, said: str) -> None:
    found = problem(tmp_path, SMALLEST.replace("{in_cluster: true}", access))
    assert found.startswith("lookout.yaml:6: clusters.prod.reader: ")
    assert said in found


def test_a_freeze_ends_after_it_began(tmp_path: Path) -> None:
    window = "{scope: all, starts_at: 2025-01-02T00:00:00Z, ends_at: 2025-01-02T00:00:00Z, why: x}"
    assert problem(tmp_path, f"{SMALLEST}freezes:\n  - {window}\n") == (
        'lookout.yaml:8: freezes.0: "ends_at" must be after "starts_at"'
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "lookout.yaml:1: a configuration is a mapping of fields, and this is none"),
        ("- a\n", "lookout.yaml:1: a configuration is a mapping of fields, and this is none"),
        ("a: 1\nb: [\n", "lookout.yaml:3: this is not YAML: "),
        ("a: 1\n---\nb: 2\n", "lookout.yaml:2: this is not YAML: "),
        ("a: \x00\n", "lookout.yaml:1: this is not YAML: "),
        ("a: &x [*x]\n", "lookout.yaml:1: YAML aliases (*name) are not read here"),
        (
            "a: !!python/name:os.system x\n",
            "lookout.yaml:1: this is not YAML: could not determine a constructor",
        ),
        ("a: 2025-99-99\n", "lookout.yaml:1: this is not YAML: "),
        ("a: 1\na: 2\n", "lookout.yaml:2: a: is given twice"),
    ],
)
def test_what_is_no_plain_yaml_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    assert problem(tmp_path, text).startswith(said)


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read.*LOOKOUT_CONFIG names the file"):
        read_config(tmp_path / "nope.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"a: \xff")
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        read_config(tmp_path / "latin.yaml")


def test_an_escalation_may_go_to_a_listed_channel_and_to_no_other(tmp_path: Path) -> None:
    rooms = 'channels: [{id: C0ONE}, {name: "#two"}]\n'
    config = read(tmp_path, f'{SMALLEST}{rooms}escalation: {{channel: "#two"}}\n')
    assert policy_of(config, {"two": "C0TWO"}, "0").escalation_channel == "C0TWO"
    assert policy_of(config, {}, "0").escalation_channel == ""
    with pytest.raises(SettingsError, match=r"escalation\.channel"):
        read(tmp_path, f"{SMALLEST}{rooms}escalation: {{channel: tow}}\n")


def test_a_services_channel_is_its_own_and_may_be_shared(tmp_path: Path) -> None:
    text = """\
channels:
  - {name: "#shop"}
  - {id: C0PAY}
  - {name: unlisted}
services:
  search: {cluster: prod, namespace: shop, channel: "#shop"}
  cart: {cluster: prod, namespace: shop, channel: shop}
  payments: {cluster: prod, namespace: payments, channel: C0PAY}
  lost: {cluster: prod, namespace: shop, channel: unlisted}
  none: {cluster: prod, namespace: shop}
"""
    config = read(tmp_path, SMALLEST + text)
    homes = policy_of(config, {"shop": "C0SHOP"}, "0").homes
    assert homes == {"C0SHOP": ("cart", "search"), "C0PAY": ("payments",)}


def test_what_clusters_are_called_reaches_the_policy_and_labels_are_written_as_alerts_have_them(
    tmp_path: Path,
) -> None:
    text = (
        "clusters:\n  prod: {names: [eu-1, prod], reader: {in_cluster: true}}\n"
        "  stage: {reader: {in_cluster: true}}\ncluster_labels: [K8s.Cluster.Name, cluster]\n"
    )
    head = SMALLEST[: SMALLEST.index("clusters:")]
    policy = policy_of(read(tmp_path, head + text), {}, "1")
    assert policy.cluster_names == {"eu-1": "prod", "prod": "prod", "stage": "stage"}
    assert policy.cluster_labels == ("k8s_cluster_name", "cluster")


def test_two_clusters_are_not_called_the_same(tmp_path: Path) -> None:
    text = (
        "clusters:\n  prod: {names: [eu, stage], reader: {in_cluster: true}}\n"
        "  stage: {names: [eu], reader: {in_cluster: true}}\n"
    )
    head = SMALLEST[: SMALLEST.index("clusters:")]
    assert [one.partition(": ")[2] for one in problems(tmp_path, head + text)] == [
        'clusters.prod.names.1: "stage" is what the cluster "stage" is called',
        'clusters.stage.names.0: "eu" is what the cluster "prod" is called',
    ]
