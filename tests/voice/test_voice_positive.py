"""The positive rules: what may be said of people, of the incident, of proposals and of deeds is a closed list.

Each table has claims that stand in no list of words, and beside them the sentences of a report that are built alike.
"""

from itertools import product

import pytest

from bot.voice.judge import judge

PEOPLE = (
    "A pair of engineers",
    "Somebody with keys",
    "The storage folks",
    "An engineer from payments",
    "Our SREs",
)
ANYTHING = (
    "sits with the logs",
    "met at the console",
    "keeps watch over the queue",
    "stood up at once",
    "read the thread",
)
LICENSED = (
    "No engineer has read the thread.",
    "An engineer must read the thread.",
    "If an engineer reads the thread, nothing changes.",
    "Ask an engineer with access to kafka-2.",
    "The engineers label of the alert is empty.",
    "An owner who does not answer is asked once.",
    "Two different people are needed: a commander and the owner.",
    "The pods have owners of kind ReplicaSet.",
)
INCIDENTS = ("The incident", "This page", "The outage", "INC-4471", "The alert of 02:11")
FATES = (
    "has been put to bed",
    "has found its person",
    "sits with payments",
    "is spoken for",
    "sorted itself out",
    "took a turn for the better",
    "got what it needed",
)
FACTS = (
    "began at 02:11",
    "is still open",
    "has no owner",
    "names two services",
    "was raised by Alertmanager at 02:11",
    "covers six pods in shop",
    "stays open until a human closes it",
)
PROPOSALS = ("P-12", "Proposal P-12", "P-3")
DECIDED = (
    "is armed",
    "went through",
    "is a go",
    "got its second key",
    "made it past the gates",
    "ran at 02:40",
)
OPEN = (
    "is open until 02:45",
    "needs two decisions",
    "has no decision",
    "would replace four pods",
    "expired at 02:45",
)
DEEDS = (
    "The pool was widened to 80.",
    "The stale record has now been retracted from the zone.",
    "A second gateway is being brought up to take the load.",
    "Its ceiling has since been lifted.",
    "Silence added for two hours so that the channel stays readable.",
    "Traffic swung over to eu-west.",
    "With the standby promoted, writes succeed.",
    "Extra workers have been thrown at the queue.",
    "The canary has been pulled from rotation.",
)
DATED = (
    "The pool was widened to 80 at 01:58.",
    "The pool was widened to 80 (E3).",
    "The record has been removed by the controller (E3).",
    "A second node is being added by the cluster autoscaler.",
    "The limit was raised from 512Mi to 1Gi with revision 42.",
    "Pods are being evicted because of memory pressure.",
    "The table has been locked by pid 8841 since 01:31.",
    "Nothing has been changed.",
    "The image pinned last week is gone.",
)
VERBLESS = (
    "Already with the second line.",
    "Good to close.",
    "Mid-way through draining node-22.",
    "Still neck-deep in the logs.",
    "Through with the restart.",
    "Halfway into the restore.",
)
NAMED = (
    "Still 5 of 6 pods.",
    "Already at 02:01, before the deploy.",
    "Half of the shards on one node.",
    "Back to 0.2% since 02:40.",
    "From node-7 only.",
    "Almost every request to /cart.",
)
ANSWERS = ("Who owns this? Payments.", "Who's on this\nPlatform, since 02:20", "Who has it? The bot.")
UNANSWERED = (
    "Who owns this? Nobody.",
    "Who can take this? Press the button.",
    "Who deployed v2.31? The ledger has no row of it.",
)


def _passed(texts: list[str] | tuple[str, ...], *, wanted: bool) -> list[str]:
    return [text for text in texts if judge(text).passed is not wanted]


def _sentences(subjects: tuple[str, ...], predicates: tuple[str, ...]) -> list[str]:
    return [f"{subject} {predicate}." for subject, predicate in product(subjects, predicates)]


@pytest.mark.parametrize(
    ("subjects", "predicates"), [(PEOPLE, ANYTHING), (INCIDENTS, FATES), (PROPOSALS, DECIDED)]
)
def test_what_is_on_no_list_is_not_said(subjects: tuple[str, ...], predicates: tuple[str, ...]) -> None:
    assert _passed(_sentences(subjects, predicates), wanted=False) == []


@pytest.mark.parametrize(("subjects", "predicates"), [(INCIDENTS, FACTS), (PROPOSALS, OPEN)])
def test_facts_of_the_incident_and_of_proposals_are_said(
    subjects: tuple[str, ...], predicates: tuple[str, ...]
) -> None:
    assert _passed(_sentences(subjects, predicates), wanted=True) == []


@pytest.mark.parametrize("texts", [DEEDS, VERBLESS, ANSWERS])
def test_a_deed_progress_or_name_without_its_source_is_stopped(texts: tuple[str, ...]) -> None:
    assert _passed(texts, wanted=False) == []


@pytest.mark.parametrize("texts", [LICENSED, DATED, NAMED, UNANSWERED])
def test_what_is_denied_dated_or_cited_passes(texts: tuple[str, ...]) -> None:
    assert _passed(texts, wanted=True) == []


@pytest.mark.parametrize(
    "text", ["The pods are reStArting.", "etcd is sLow on cp-2.", "The pool is fULl.", "wE see 5xx."]
)
def test_an_english_word_in_odd_capitals_is_a_disguise(text: str) -> None:
    assert not judge(text).passed


@pytest.mark.parametrize(
    "text",
    [
        "The ConfigMap of JetStream is missing.",
        "PgBouncer and HikariCP share one pool.",
        "The value is NaN in Grafana OnCall.",
        "APIs of the LoadBalancer answer 503.",
    ],
)
def test_names_keep_their_capitals(text: str) -> None:
    assert judge(text).passed


@pytest.mark.parametrize(
    "text",
    [
        "The pool is full, schaue gerade nach.",
        "Lag is 40 s, ya lo reviso enseguida.",
        "CoreDNS is OOMKilled, kijk zo even.",
        "kaam chalu hai",
        "WIP: the pool.",
        "LGTM.",
    ],
)
def test_another_tongue_or_chat_shorthand_is_stopped_wherever_it_stands(text: str) -> None:
    assert not judge(text).passed


@pytest.mark.parametrize(
    "text",
    [
        "Hikari reports total=10, active=10.",
        "etcd is slow: fsync p99 is 3 ms.",
        "Let's Encrypt rejects the order.",
        "its port 80/TCP -> wep leads nowhere",
    ],
)
def test_names_units_and_figures_are_no_other_tongue(text: str) -> None:
    assert judge(text).passed
