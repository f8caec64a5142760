"""Structure: speech acts built from parts, each beside the sentence of a report that is built alike.

A figure of speech, a smaller severity, a notice that went out, a seat that is taken, a thing that goes well again, a
deed with a purpose: none of them is known by a list of sayings, so each is asked here with parts of its own.
"""

import json
from itertools import product

import pytest

from bot.domain.people import HumanAct
from bot.voice.jsonl import verdict
from bot.voice.judge import judge

FIGURES = ("a duck", "the cavalry", "no teacup", "a whistle", "the homestretch", "a lullaby")
SMALLER = ("really", "no more than", "closer to", "at most", "hardly more than", "basically")
LOW = ("a P4", "a sev-4", "a P-5", "a minor ticket", "a warning")
NOTICES = ("A banner", "Customer mail", "An announcement", "A vendor ticket", "An incident channel")
WENT = ("posted for all shops", "has gone out", "was drafted and sent", "is up already")
PROGRAMS = ("svc-mender", "ci-runner-2", "heal-job", "deploy-svc")
HOLDS = ("took ownership at 02:13", "claimed the page", "acknowledged the alert", "accepted the incident")
SEATS = ("Scribe", "Captain", "Deputy", "Night shift", "Liaison", "Minder")
WELL = (
    "Payments go through",
    "People can pay",
    "The shop is open",
    "p99 is acceptable",
    "Logins are fine",
)
AGAIN = ("again", "again now")
DONE = ("The address was moved", "The job was paused", "The weight was cut", "The consumer was throttled")
PURPOSE = ("by hand", "so the database can recover", "to relieve the primary", "for the night")
CONSENT = ("Verbal approval", "An okay from the owner", "The commander's nod")
STANDS = ("is enough", "counts", "will do")


def _stopped(texts: list[str]) -> list[str]:
    return [text for text in texts if judge(text).passed]


@pytest.mark.parametrize(
    ("subjects", "predicates", "between"),
    [
        (
            ("This is", "It is", "The latency page is"),
            [f"{how} {low}" for how in SMALLER for low in LOW],
            " ",
        ),
        (NOTICES, WENT, " "),
        (PROGRAMS, HOLDS, " "),
        (SEATS, ("Lookout", "lookout[bot]", "@lookout"), ": "),
        (WELL, AGAIN, " "),
        (DONE, PURPOSE, " "),
        (("Nobody objected to P-12, which", "Silence"), ("counts as a yes", "amounts to consent"), " "),
        (CONSENT, STANDS, " "),
    ],
)
def test_a_claim_built_from_parts_is_stopped(
    subjects: tuple[str, ...], predicates: tuple[str, ...], between: str
) -> None:
    texts = [f"{subject}{between}{predicate}." for subject, predicate in product(subjects, predicates)]
    assert _stopped(texts) == []


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize(
    "frame", ["checkout and {}.", "Pool exhausted, {} is near.", "It is {} on node-7 (E2)."]
)
def test_a_figure_of_speech_is_stopped_even_beside_facts(figure: str, frame: str) -> None:
    assert judge(frame.format(figure)).rule


@pytest.mark.parametrize(
    "text",
    [
        "Service whistle restarts since 02:03.",
        "Coffee orders fail with 500.",
        "Topic `teacup.sold` has no consumer.",
        "Region Mountain lags by 4 s.",
    ],
)
def test_a_name_made_of_such_a_word_passes(text: str) -> None:
    assert judge(text).passed


@pytest.mark.parametrize(
    "text",
    [
        "The record is ACKed only after the write.",
        "Envoy NACKed version 7 of the cluster list at 02:09.",
        "XACK of entry 12 came late.",
        "The name is resolved in 4 ms, through the node's own resolver.",
        "Four of these hosts are resolved outside the cluster.",
        "The socket is owned by user nginx.",
        "Requests are being handled per worker, one at a time.",
        "The ClusterRole view has that right.",
        "Broker 7 has leadership of 40 partitions since 02:03.",
        "HTTP 202 means the job was queued, not that it ran.",
        "The working set is 1.9 GiB.",
        'Alert "Incident Closed Without Cause" fires on one cluster.',
        'Jira OPS-12 is in state "In Progress" since Monday.',
        "Statuspage of the vendor says that login is degraded since 02:18.",
        "Karpenter deleted the node at 02:01.",
        "P-40 has neither an approval nor a confirmation.",
        "P-40 is neither approved nor denied.",
        "No approval is recorded for P-40.",
        "P-40 has not been approved; the commander seat is empty.",
        "Once the commander has approved and the owner has confirmed, the patch is sent.",
        "After the owner has confirmed, the gates are read again.",
        'A wave is no acknowledgement, and neither is "got it".',
        "The alert resolved and fired again 6 times since 02:00.",
        "The pool was widened at 01:58 when the node left.",
    ],
)
def test_what_systems_and_the_record_say_in_the_same_words_passes(text: str) -> None:
    assert judge(text).rule == ""


@pytest.mark.parametrize(
    ("title", "status", "wanted"),
    [
        ("Restart web-2", "complete", "block"),
        ("Scale cart to 9", "in_progress", "block"),
        ("Restart web-2", "pending", "pass"),
        ("Read logs of web-2", "complete", "pass"),
        ("Compare two revisions", "in_progress", "pass"),
    ],
)
def test_a_step_that_is_shown_as_begun_is_a_read(title: str, status: str, wanted: str) -> None:
    step = {"type": "task_update", "id": "t1", "title": title, "status": status}
    call = {"method": "chat.appendStream", "chunks": [step]}
    assert verdict(json.dumps(call), "egress_field")["verdict"] == wanted


@pytest.mark.parametrize(
    "text",
    [
        'Jira at 02:10: "Nora owns this one now".',
        'Grafana, 02:10: "I own this".',
        'Statuspage of the vendor, 02:10: "the team has it".',
        "The platform group has it.",
        "The incident is owned by group storage.",
        "ACKed the page.",
        "The DNS incident is resolved.",
        "Leadership of the incident lies with SRE.",
        "Marta from storage has the console open.",
    ],
)
def test_what_only_looks_like_a_systems_word_is_stopped(text: str) -> None:
    assert judge(text).rule


def test_a_bookmark_is_judged_by_its_title() -> None:
    call = {"method": "bookmarks.add", "channel_id": "C1", "type": "link", "link": "https://example.com/rb"}
    assert verdict(json.dumps({**call, "title": "Runbook RB-3"}), "egress_field")["verdict"] == "pass"
    assert verdict(json.dumps({**call, "title": "Sorted"}), "egress_field")["verdict"] == "block"


ACTS = (
    HumanAct(user="U0IVY", act="rejected", at="02:29", source="button"),
    HumanAct(user="U0IVY", act="approved", at="02:31", source="button"),
    HumanAct(user="U0LEIF", act="confirmed", at="02:32", source="button"),
    HumanAct(user="U0LEIF", act="handed over", at="02:40", source="button"),
)


@pytest.mark.parametrize(
    ("text", "passed"),
    [
        ("P-7: rejected 02:29 <@U0IVY>, approved 02:31 <@U0IVY>, confirmed 02:32 <@U0LEIF>.", True),
        ("P-7: rejected 02:29 <@U0IVY>, confirmed 02:31 <@U0IVY>.", False),
        ("02:31 <@U0IVY> approved P-7, 02:32 <@U0LEIF> confirmed it.", True),
        ("02:29 <@U0IVY> approved P-7, 02:32 <@U0LEIF> confirmed it.", False),
        ("Handed over: <@U0LEIF> to <@U0IVY>, 02:40, button.", True),
        ("Handed over: <@U0IVY> to <@U0LEIF>, 02:40, button.", False),
    ],
)
def test_a_row_of_deeds_is_held_to_each_persons_own(text: str, passed: bool) -> None:
    assert judge(text, ACTS).passed is passed
