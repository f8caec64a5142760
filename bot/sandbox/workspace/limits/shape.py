"""Small words to describe a JSON shape with; each is a check that adds complaints and never raises.

A complaint reads as Slack's own: "must be less than 76 characters [json-pointer:/blocks/0/text/text]".
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Complaints = list[str]
Check = Callable[[Any, str, Complaints], None]


def complain(complaints: Complaints, words: str, at: str) -> None:
    """Add one complaint about the value at a JSON pointer."""
    complaints.append(f"{words} [json-pointer:{at}]")


def text(most: int, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if not isinstance(value, str):
            complain(complaints, "must be a string", at)
        elif len(value) < least:
            complain(complaints, f"must be more than {least - 1} characters", at)
        elif len(value) > most:
            complain(complaints, f"must be less than {most + 1} characters", at)

    return check


def one_of(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if value not in allowed:
            complain(complaints, f"must be a valid enum value ({', '.join(allowed)})", at)

    return check


def flag(value: Any, at: str, complaints: Complaints) -> None:
    """True or false."""
    if not isinstance(value, bool):
        complain(complaints, "must be a boolean", at)


def number(least: int, most: int) -> Check:
    """A whole number between two bounds."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            complain(complaints, "must be an integer", at)
        elif not least <= value <= most:
            complain(complaints, f"must be between {least} and {most}", at)

    return check


def anything(value: Any, at: str, complaints: Complaints) -> None:
    """Whatever: Slack's rule for it is of no use to us."""


def list_of(item: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` items, each of which passes a check."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if not isinstance(value, list):
            complain(complaints, "must be an array", at)
            return
        if len(value) < least:
            complain(complaints, f"no less than {least} items allowed", at)
        if len(value) > most:
            complain(complaints, f"no more than {most} items allowed", at)
        for index, one in enumerate(value):
            item(one, f"{at}/{index}", complaints)

    return check


def shape(needs: Mapping[str, Check], may: Mapping[str, Check] | None = None) -> Check:
    """An object with the fields that it needs and those that it may have; any other field is refused."""
    known = {**needs, **(may or {})}

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if not isinstance(value, dict):
            complain(complaints, "must be an object", at)
            return
        for name in needs:
            if name not in value:
                complain(complaints, f"missing required field: {name}", at)
        for name, one in value.items():
            if name in known:
                known[name](one, f"{at}/{name}", complaints)
            elif name != "type":
                complain(complaints, f"invalid additional property: {name}", at)

    return check


def typed(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` chooses the check."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if not isinstance(value, dict):
            complain(complaints, "must be an object", at)
        elif "type" not in value:
            complain(complaints, "missing required field: type", at)
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            complain(complaints, f"unsupported type: {value['type']}", at)
        else:
            kinds[value["type"]](value, at, complaints)

    return check


def both(*checks: Check) -> Check:
    """Several checks of one value."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        for one in checks:
            one(value, at, complaints)

    return check


def exactly_one(*names: str) -> Check:
    """An object that has one of these fields, not none and not two."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if isinstance(value, dict) and sum(name in value for name in names) != 1:
            complain(complaints, f"exactly one of {', '.join(names)} must be given", at)

    return check


def at_least_one(*names: str) -> Check:
    """An object that has one of these fields or more."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if isinstance(value, dict) and not any(name in value for name in names):
            complain(complaints, f"missing required field: {' or '.join(names)}", at)

    return check


def distinct(field: str) -> Check:
    """A list of objects in which no two have the same value of a field."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        seen: set[str] = set()
        for index, one in enumerate(_objects(value)):
            name = one.get(field)
            if isinstance(name, str) and name in seen:
                complain(complaints, f"`{field}` {name} already exists", f"{at}/{index}/{field}")
            seen.add(str(name))

    return check


def _objects(value: Any) -> Sequence[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
