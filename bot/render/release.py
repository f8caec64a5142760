"""Releases in words: which there are, which is in use, who chose it, and the incidents that one touched."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.noun import Noun
from bot.domain.release import Release, Releases
from bot.render.blocks import message, section
from bot.render.rendered import Rendered
from bot.render.whispers import verdict_words, whisper
from bot.render.words import clock, code, count, linked, mention, typed
from bot.reports.touched import Touched

SHOWN = 10
USAGE = "`/lookout release list`, `release use NAME [REASON]`, `release rollback [REASON]`, `release touched NAME`"
NONE_HERE = "No release is there: no model is configured."
ONLY = "Nothing changed. Only a commander, or an account of `bot_oncall` in the configuration, can choose a release."
MEMBERS = "Releases are shown to full members of this workspace only."


class Choice(Noun):
    """A choice on the record: by whom (an account, or a shell's user), from where, when, and why."""

    release: str
    before: str = ""
    by: str = ""
    source: str = ""
    at: datetime
    why: str = ""


class Reach(Noun):
    """What a release touched, as one reader may see it; `hidden` incidents are in channels that they cannot see."""

    release: str
    seen: tuple[tuple[int, str, Touched], ...] = ()
    hidden: int = 0


def releases_message(
    releases: Releases, chosen: Choice | None, stopped: Sequence[str], now: datetime
) -> Rendered:
    """All that can be used, the newest first, with the one in use; `stopped` are those that a lever holds back."""
    if not releases.known:
        return no_releases()
    used = _used(releases, chosen)
    lines = [
        release_line(one, used=one.name == used, stopped=one.name in stopped) for one in releases.known[::-1]
    ]
    head = f"{count(len(releases.known), 'release')}; in use: {code(used, 40)}."
    known = (
        "" if releases.named(used) else " It cannot be used by this version, so diagnoses are by rules alone."
    )
    return whisper(head + known, *([choice_line(chosen, now)] if chosen else []), *lines)


def release_line(one: Release, *, used: bool, stopped: bool) -> str:
    """`2026-11: claude-opus-5-5, digest 8e0a..., in use`."""
    prompts = ", ".join(f"{use} {code(prompt.key, 60)}" for use, prompt in sorted(one.prompts.items()))
    marks = f"{', in use' if used else ''}{', a stop is in force for it' if stopped else ''}"
    return f"{code(one.name, 40)}: {code(one.model, 60)}, digest {code(one.digest, 12)}, prompts {prompts}{marks}"


def choice_line(choice: Choice, now: datetime) -> str:
    """Who chose it, when and why."""
    why = f", reason given: {typed(choice.why)}" if choice.why else ""
    return f"Chosen at {clock(choice.at, now, zone=True)}, by: {mention(choice.by)}{why}"


def chosen_message(choice: Choice, reach: Reach | None = None, *, stopped: bool = False) -> Rendered:
    """The choice that this command made, and after a rollback the incidents that the other release touched."""
    said = f"Recorded: release {code(choice.release, 40)} is in use from the next run on."
    before = f"Before: {code(choice.before, 40)}." if choice.before else ""
    stop = (
        f"A stop is in force for it: `/lookout resume release:{choice.release}` lifts that."
        if stopped
        else ""
    )
    more = reach_lines(reach, choice.at) if reach is not None else []
    return whisper(*(line for line in (said, before, stop, *more) if line))


def reach_message(reach: Reach, now: datetime) -> Rendered:
    """The incidents that a release touched."""
    return whisper(*reach_lines(reach, now))


def reach_lines(reach: Reach, now: datetime) -> list[str]:
    """A line for each incident, the latest first, and how many more there are."""
    total = len(reach.seen) + reach.hidden
    lines = [f"Incidents in which release {code(reach.release, 40)} was asked: {total}"]
    lines += [_touched(number, address, one, now) for number, address, one in reach.seen[:SHOWN]]
    if (more := len(reach.seen) - SHOWN) > 0:
        lines.append(f"{count(more, 'more incident')} not shown")
    if reach.hidden:
        lines.append(f"{count(reach.hidden, 'incident')} in channels that this reader does not see")
    return lines


def already_in_use(name: str) -> Rendered:
    """The release that was asked for is the one in use."""
    return whisper(f"Nothing changed: release {code(name, 40)} is in use already.")


def no_such_release(name: str, known: Sequence[str]) -> Rendered:
    """There is none of that name that could be used."""
    names = ", ".join(code(one, 40) for one in known) or "none"
    return whisper(f"Nothing changed: no release {code(name, 40)} can be used here. Known: {names}.")


def nothing_before(name: str) -> Rendered:
    """A rollback with nothing to go back to."""
    return whisper(
        f"Nothing changed: no release before {code(name, 40)} can be used here.",
        f"`/lookout stop release:{name}` leaves the diagnoses to the rules.",
    )


def missing_message(name: str, known: Sequence[str]) -> Rendered:
    """To Lookout's own on-call: the release in use is not there, so no model is asked."""
    names = ", ".join(code(one, 40) for one in known) or "none"
    first = (
        f"Release {code(name, 40)} is in use, and this version cannot use it: diagnoses are by rules alone."
    )
    return message(
        [first],
        [
            section(
                first,
                f"Releases that it can use: {names}.",
                "Next check: `lookout release check` on its folder; `/lookout release use NAME` puts another to use.",
            )
        ],
    )


def only_they() -> Rendered:
    """Whoever asked may not choose."""
    return whisper(ONLY)


def for_members() -> Rendered:
    """Whoever asked is a guest."""
    return whisper(MEMBERS)


def no_releases() -> Rendered:
    """There is nothing to go back to, or from."""
    return whisper(NONE_HERE)


def release_usage() -> Rendered:
    """How the command is typed."""
    return whisper(f"Nothing changed. {USAGE}")


def _touched(number: int, address: str, one: Touched, now: datetime) -> str:
    asked = f"{count(one.runs, 'run')}, {count(one.attempts, 'attempt')}"
    when = f"last at {clock(one.last, now, zone=True)}"
    return f"{linked(f'I-{number}', address)}: {asked}, {when}. {verdict_words(one.verdicts)}"


def _used(releases: Releases, chosen: Choice | None) -> str:
    newest = releases.newest
    return chosen.release if chosen is not None else newest.name if newest is not None else ""
