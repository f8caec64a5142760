"""Bad days of the Web API: limits, refusals, slowness, answers that get lost, an API that is down."""

from datetime import timedelta

from bot.sandbox.workspace.bad_days.kind import TIMES, Day, Kind, Knob, Values
from bot.sandbox.workspace.limits.blocks import IN_MESSAGES
from bot.sandbox.workspace.web_api.catalogue import METHODS

ANY = "*"
ERRORS = (
    "internal_error",
    "fatal_error",
    "channel_not_found",
    "is_archived",
    "not_in_channel",
    "missing_scope",
)
_METHOD = Knob("method", "method", "chat.postMessage", choices=(ANY, *METHODS))
_HOUR = 3600


def _limit(day: Day, values: Values) -> None:
    day.core.faults.limit(values["method"], values["times"], values["retry_after"])


def _refuse_blocks(day: Day, values: Values) -> None:
    day.core.faults.refused_blocks.add(values["type"])


def _fail(day: Day, values: Values) -> None:
    day.core.faults.fail(values["method"], values["error"], values["times"])


def _slow(day: Day, values: Values) -> None:
    day.core.faults.slow(values["method"], values["seconds"], values["times"])


def _lose(day: Day, values: Values) -> None:
    day.core.faults.lose(values["method"], values["times"])


def _expire(day: Day, values: Values) -> None:
    day.core.faults.expire_triggers(values["times"])


def _down(day: Day, values: Values) -> None:
    day.core.faults.down_until = day.core.clock.now() + timedelta(seconds=values["seconds"])


KINDS = (
    Kind(
        "rate-limit",
        "Rate limit (429)",
        "A method called too often answers 429 and says in Retry-After when to come again.",
        "Lookout waits that long, then posts; nothing is lost or posted twice.",
        _limit,
        (_METHOD, TIMES, Knob("retry_after", "Retry-After, s", 5, least=0, most=_HOUR)),
    ),
    Kind(
        "invalid-blocks",
        "Refuse a block type",
        "A message with a block that Slack does not know is refused whole (invalid_blocks), until this is cleared.",
        "A constant message, one section, goes out in its place; the status message stays true.",
        _refuse_blocks,
        (Knob("type", "block type", "rich_text", choices=tuple(IN_MESSAGES)),),
    ),
    Kind(
        "slow",
        "Slow API",
        "Calls take seconds before they answer.",
        "Clicks are acked all the same; a post that timed out is looked for before it is sent again.",
        _slow,
        (_METHOD, TIMES, Knob("seconds", "seconds", 5.0, least=0.5, most=120)),
    ),
    Kind(
        "lost-answer",
        "Lose the answer",
        "Slack does the work, and the connection breaks before it says so.",
        "Lookout finds its post in the thread by its id and does not post it again.",
        _lose,
        (_METHOD, TIMES),
    ),
    Kind(
        "expired-trigger",
        "Expire triggers",
        "A click's trigger is good for three seconds; an app that is late gets expired_trigger_id and no dialog opens.",
        "Whoever clicked is told that nothing changed, and to press again.",
        _expire,
    ),
    Kind(
        "api-error",
        "Refuse calls",
        "A method answers ok: false with an error word.",
        "internal_error and fatal_error are tried again; what a person must mend waits and is said.",
        _fail,
        (_METHOD, TIMES, Knob("error", "error", ERRORS[0], choices=ERRORS)),
    ),
    Kind(
        "api-down",
        "API down for a while",
        "Every call answers 503 and no new socket opens; people still see their clients.",
        "Reading the cluster goes on, posts wait; when Slack is back the thread gets all of it, once.",
        _down,
        (Knob("seconds", "seconds", 20, least=1, most=_HOUR),),
    ),
)
