"""Block elements: what each may hold, and which block may hold it."""

from collections.abc import Iterable

from bot.sandbox.workspace.limits.objects import (
    ANY,
    CONFIRM,
    DISPATCH,
    FILTER,
    INTERACTIVE,
    MENU,
    MULTI,
    URL,
    menu,
    option,
    plain,
)
from bot.sandbox.workspace.limits.shape import (
    Check,
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

_ID = {"action_id": text(255)}
_TYPED = {"placeholder": plain(150), "dispatch_action_config": DISPATCH, "focus_on_load": flag}


def _picker(fields: dict[str, Check]) -> Check:
    return shape({}, {**_ID, **fields})


def _choice(kind: str) -> Check:
    initial: dict[str, Check] = (
        {"initial_options": list_of(option(marked=True), 10)}
        if kind == "checkboxes"
        else {"initial_option": option(marked=True)}
    )
    return shape({"options": list_of(option(marked=True), 10)}, {**_ID, **INTERACTIVE, **initial})


IMAGE = both(
    shape({"alt_text": text(2000)}, {"image_url": URL, "slack_file": ANY}),
    exactly_one("image_url", "slack_file"),
)

ELEMENTS: dict[str, Check] = {
    "button": shape(
        {"text": plain(75)},
        {
            **_ID,
            "url": URL,
            "value": text(2000, 0),
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": text(75),
        },
    ),
    "overflow": shape({"options": list_of(option(), 5)}, {**_ID, "confirm": CONFIRM}),
    "static_select": menu({**MENU, "initial_option": option()}),
    "multi_static_select": menu({**MULTI, "initial_options": list_of(option(), 100)}),
    "external_select": _picker({**MENU, "initial_option": option(), "min_query_length": number(0, 100)}),
    "users_select": _picker({**MENU, "initial_user": text(255)}),
    "multi_users_select": _picker({**MULTI, "initial_users": list_of(text(255), 100)}),
    "channels_select": _picker({**MENU, "initial_channel": text(255), "response_url_enabled": flag}),
    "conversations_select": _picker(
        {
            **MENU,
            "initial_conversation": text(255),
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": FILTER,
        }
    ),
    "checkboxes": _choice("checkboxes"),
    "radio_buttons": _choice("radio_buttons"),
    "datepicker": _picker({**MENU, "initial_date": text(10, 10)}),
    "timepicker": _picker({**MENU, "initial_time": text(5, 5), "timezone": text(100)}),
    "datetimepicker": _picker({**INTERACTIVE, "initial_date_time": number(1_000_000_000, 9_999_999_999)}),
    "image": IMAGE,
    "plain_text_input": _picker(
        {
            **_TYPED,
            "initial_value": text(3000, 0),
            "multiline": flag,
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
        }
    ),
    "email_text_input": _picker({**_TYPED, "initial_value": text(3000, 0)}),
    "url_text_input": _picker({**_TYPED, "initial_value": text(3000, 0)}),
    "number_input": shape(
        {"is_decimal_allowed": flag},
        {**_ID, **_TYPED, "initial_value": text(100, 0), "min_value": text(100), "max_value": text(100)},
    ),
}

_PICKERS = ("datepicker", "timepicker", "datetimepicker")
_MENUS = tuple(name for name in ELEMENTS if name.endswith("_select"))
_CHOICES = ("checkboxes", "radio_buttons")
_INPUTS = tuple(name for name in ELEMENTS if name.endswith("_input"))


def element(kinds: Iterable[str]) -> Check:
    """An element of one of these kinds."""
    return typed({kind: ELEMENTS[kind] for kind in kinds})


ACCESSORY = element(("button", "overflow", "image", *_MENUS, *_PICKERS, *_CHOICES))
ACTION = element(
    (
        "button",
        "overflow",
        *(name for name in _MENUS if not name.startswith("multi_")),
        *_PICKERS,
        *_CHOICES,
    )
)
INPUT = element((*_INPUTS, *_MENUS, *_PICKERS, *_CHOICES))
