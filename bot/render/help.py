"""The help: everything that can be asked of Lookout, grouped as people look for it."""

from collections.abc import Sequence

from bot.render.blocks import message, section
from bot.render.rendered import Rendered
from bot.render.words import code

FIRST = "Lookout reads the cluster and reports; it owns no incident and changes nothing without two humans."
GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Past diagnoses and incidents",
        (
            ("/lookout history [SERVICE] [--since 7d]", "past diagnoses, newest first"),
            ("/lookout search WORDS", "past diagnoses that hold these words"),
            ("/lookout show NUMBER", "one past diagnosis with its evidence, verdicts and timeline"),
            ("/lookout similar [I-12 | D-3 | WORDS]", "past incidents that are alike, and what helped"),
            (
                "/lookout postmortem I-12",
                "all that the record has of an incident, and the row that people fill in",
            ),
            (
                "/lookout postmortem close I-12",
                "record a postmortem as complete; refused while a part is missing",
            ),
        ),
    ),
    (
        "The present state",
        (
            ("/lookout status", "open incidents, their owners, the stops and the mutes in force"),
            (
                "/lookout quality [--since 8w]",
                "verdicts, agreement of rules and model, cost and time, by week",
            ),
            ("/lookout preflight", "the rotas, and which steps of the runbooks people on call cannot run"),
        ),
    ),
    (
        "Stops, freezes, mutes and command",
        (
            (
                "/lookout stop [SCOPE] [REASON]",
                "stop everything, or: model, mitigation, posting, service:NAME, incident:NUMBER, release:NAME",
            ),
            ("/lookout resume [SCOPE]", "lift that stop; a commander's command"),
            (
                "/lookout freeze SCOPE --until TIME [REASON]",
                "refuse changes to all, cluster:NAME, namespace:NAME or service:NAME; times: for 2h, --until 17:00",
            ),
            ("/lookout freeze list", "the freezes in force or soon, from wherever they come"),
            ("/lookout unfreeze SCOPE", "lift that freeze; a commander's command"),
            ("/lookout mute CAUSE SERVICE --until TIME [REASON]", "tell a cause last; times: 2h, 17:00"),
            ("/lookout mute list", "the mutes in force"),
            ("/lookout unmute CAUSE SERVICE", "lift that mute"),
            ("/lookout command [I-NUMBER] @USER", "command of an open incident; a commander's command"),
        ),
    ),
    (
        "The model's releases",
        (
            ("/lookout release list", "model, prompts and tools by release, and which one is in use"),
            ("/lookout release use NAME [REASON]", "ask under that release from the next run on"),
            (
                "/lookout release rollback [REASON]",
                "the release in use before, and the incidents that this one touched",
            ),
            ("/lookout release touched NAME", "the incidents that a release touched"),
        ),
    ),
    (
        "In a channel",
        (
            ("@lookout triage payments/checkout", "an incident for a service, by name or with its place"),
            ("@lookout why is checkout slow?", "the same, asked as a question"),
            ("Triage this alert", "the shortcut in the menu of any message"),
        ),
    ),
    (
        "In an incident's thread",
        (
            ("@lookout look again", "another triage; so does a mention without a question"),
            (
                "@lookout why did it restart?",
                "a question: answered here from what was read, with its evidence",
            ),
            (
                "@lookout what changed?",
                "so are: who owns this, what was read, is it the DB, when did it start",
            ),
            ("@lookout catch me up", "owner, findings, decisions and what is open, for the reader alone"),
            ("@lookout similar", "past incidents that are alike"),
            (
                "@lookout propose STEP",
                "a change of the runbook as a proposal; its requester cannot approve it",
            ),
        ),
    ),
)


def help_message(first: str = FIRST) -> Rendered:
    """All of it."""
    parts = [[f"*{title}*", *(f"`{usage}`: {what}" for usage, what in rows)] for title, rows in GROUPS]
    flat = [line for part in parts for line in part]
    return message([first, *flat], [section(first)], [section(*part) for part in parts])


def unknown_command(word: str, near: Sequence[str]) -> Rendered:
    """A command that there is not, the nearest that there are, and the help."""
    nearest = f" Nearest: {', '.join(f'`/lookout {one}`' for one in near)}." if near else ""
    return help_message(f"There is no command {code(word, 40)}.{nearest}")
