"""What a person chose or typed in an element, in Slack's words, and what an element holds before anybody touched it."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.workspace.posting import elements_of
from bot.sandbox.workspace.state import Json

# Element type -> the field of the answer, and the field of the element that fills it in beforehand.
FIELDS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "multi_static_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
_LISTS = {"multi_static_select", "checkboxes", "multi_users_select"}
_OPTIONS = {"static_select", "radio_buttons", "overflow", "multi_static_select", "checkboxes"}
_MOST = 3000


def stateful(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each block with each of its elements that holds a value."""
    for block in blocks:
        for element in elements_of(block):
            if element.get("type") in FIELDS:
                yield block, element


def initial(blocks: list[Json]) -> Json:
    """`state.values` as it is before anybody touched it."""
    values: Json = {}
    for block, element in stateful(blocks):
        field, beforehand = FIELDS[element["type"]]
        empty: Any = [] if element["type"] in _LISTS else None
        held = {"type": element["type"], field: element.get(beforehand, empty)}
        values.setdefault(block["block_id"], {})[element["action_id"]] = held
    return values


def chosen(element: Json, value: Any) -> Json:
    """A value as the answer of an element: a string finds the option of that value, or is taken as it is."""
    if isinstance(value, dict) and "type" in value:
        return value
    kind = element["type"]
    field = "selected_option" if kind == "overflow" else FIELDS[kind][0]
    if kind in _OPTIONS:
        value = [_option(element, one) for one in value] if kind in _LISTS else _option(element, value)
    return {"type": kind, field: value}


def missing(block: Json, held: Json) -> str:
    """What Slack's client says of an input before it sends anything; "" when it is fine."""
    element = block["element"]
    answer = held.get(FIELDS[element["type"]][0])
    if not answer:
        return "" if block.get("optional") else "Please complete this required field."
    if element["type"] == "plain_text_input" and isinstance(answer, str):
        if len(answer) < element.get("min_length", 0):
            return f"Must be at least {element['min_length']} characters."
        if len(answer) > element.get("max_length", _MOST):
            return f"Must be at most {element.get('max_length', _MOST)} characters."
    return ""


def _option(element: Json, value: Any) -> Any:
    if isinstance(value, dict) or value is None:
        return value
    groups = [group["options"] for group in element.get("option_groups", ())]
    for options in [element.get("options", []), *groups]:
        for option in options:
            if option["value"] == value:
                return option
    raise KeyError(f"no option {value!r} in {element['action_id']}")
