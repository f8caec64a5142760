"""Block Kit's composition objects: text, option, confirmation dialog, filter."""

from typing import Any

from bot.sandbox.workspace.limits.shape import (
    Check,
    Complaints,
    anything,
    both,
    exactly_one,
    flag,
    list_of,
    number,
    one_of,
    shape,
    text,
    typed,
)

OPTION_VALUE = 150
URL = text(3000)


def plain(most: int) -> Check:
    """A plain_text object."""
    return typed({"plain_text": shape({"text": text(most)}, {"emoji": flag})})


def words(most: int) -> Check:
    """A text object of either kind."""
    return typed(
        {
            "plain_text": shape({"text": text(most)}, {"emoji": flag}),
            "mrkdwn": shape({"text": text(most)}, {"verbatim": flag}),
        }
    )


def option(*, marked: bool = False) -> Check:
    """One choice; `marked` ones (radio buttons, check boxes) may be written in mrkdwn."""
    label = words(75) if marked else plain(75)
    return shape(
        {"text": label, "value": text(OPTION_VALUE)},
        {"description": words(75) if marked else plain(75), "url": URL},
    )


CONFIRM = shape(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
GROUP = shape({"label": plain(75), "options": list_of(option(), 100)})
FILTER = shape(
    {},
    {
        "include": list_of(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
DISPATCH = shape({}, {"trigger_actions_on": list_of(one_of("on_enter_pressed", "on_character_entered"), 2)})


def _choices(value: Any, at: str, complaints: Complaints) -> None:
    exactly_one("options", "option_groups")(value, at, complaints)


def menu(fields: dict[str, Check]) -> Check:
    """A select menu with its own list of choices."""
    return both(
        shape(
            {"action_id": text(255)},
            {"options": list_of(option(), 100), "option_groups": list_of(GROUP, 100), **fields},
        ),
        _choices,
    )


INTERACTIVE: dict[str, Check] = {"confirm": CONFIRM, "focus_on_load": flag}
MENU: dict[str, Check] = {**INTERACTIVE, "placeholder": plain(150)}
MULTI: dict[str, Check] = {**MENU, "max_selected_items": number(1, 100)}
ANY = anything
