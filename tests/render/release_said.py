"""One example of everything that is said of releases. Nobody in it has a row for a deed."""

from bot.domain.release import Releases
from bot.render import release as words
from bot.render.release import Choice, Reach
from bot.render.rendered import Rendered
from bot.reports.touched import Touched
from bot.reports.verdicts import Verdicts
from tests.prompt_files import releases
from tests.render import render_factories as make

CHOICE = Choice(
    release="2026-10", before="2026-11", by="U0EMIL", source="command", at=make.NOW, why="it guesses at night"
)
BY_SHELL = Choice(release="2026-11", by="shell:oncall", source="shell", at=make.NOW)


def touched(**changes: object) -> Touched:
    """What a release touched."""
    usual = {"incident_id": "i-1", "first": make.NOW, "last": make.minutes(3), "attempts": 4, "runs": 1}
    return Touched.model_validate(usual | changes)


REACH = Reach(
    release="2026-11",
    seen=(
        (
            12,
            "https://x.slack.com/archives/C1/p1",
            touched(verdicts=Verdicts(wrong=1, causes=("dns-failure",))),
        ),
        (13, "", touched()),
    ),
    hidden=2,
)


def released() -> dict[str, Rendered]:
    """Answers to `/lookout release`."""
    known = releases("2026-10", "2026-11")
    many = Reach(release="2026-11", seen=tuple((number, "", touched()) for number in range(1, 15)))
    return {
        "releases": words.releases_message(known, None, (), make.NOW),
        "releases chosen": words.releases_message(known, CHOICE, ("2026-11",), make.NOW),
        "releases from a shell": words.releases_message(known, BY_SHELL, (), make.NOW),
        "release missing": words.missing_message("2025-01", ("a", "b")),
        "release missing and no other there": words.missing_message("<!channel>", ()),
        "releases with the chosen one gone": words.releases_message(releases("b"), CHOICE, (), make.NOW),
        "no releases": words.releases_message(Releases(), None, (), make.NOW),
        "release chosen": words.chosen_message(CHOICE, stopped=True),
        "release chosen first": words.chosen_message(BY_SHELL),
        "release rolled back": words.chosen_message(CHOICE, REACH),
        "release touched": words.reach_message(REACH, make.minutes(9)),
        "release touched many": words.reach_message(many, make.minutes(9)),
        "release touched nothing": words.reach_message(Reach(release="2026-11"), make.NOW),
        "release touched what is hidden": words.reach_message(Reach(release="2026-11", hidden=1), make.NOW),
        "release in use": words.already_in_use("2026-11"),
        "release unknown": words.no_such_release("2026-1l", ("2026-11",)),
        "release unknown and none": words.no_such_release("<!channel>", ()),
        "release before it": words.nothing_before("2026-11"),
        "release usage": words.release_usage(),
        "release not entitled": words.only_they(),
        "releases not shown": words.for_members(),
    }
