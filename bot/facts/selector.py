"""Label selectors, as Services use them."""

from collections.abc import Mapping
from typing import Any

from bot.facts.raw import dig, text


def equal_labels(wanted: Mapping[str, str], has: Mapping[str, str]) -> bool:
    """Whether every wanted label is there with that value."""
    return all(has.get(key) == value for key, value in wanted.items())


def shown(wanted: Mapping[str, str]) -> str:
    """`app=cart,tier=web`, sorted."""
    return ",".join(f"{key}={value}" for key, value in sorted(wanted.items()))


def meets(expression: Any, has: Mapping[str, str]) -> bool:
    """Whether labels meet one requirement (In, NotIn, Exists, DoesNotExist, Gt, Lt); others are not met."""
    key, operator = text(expression, "key"), text(expression, "operator")
    found, values = has.get(key), [str(one) for one in dig(expression, "values") or ()]
    match operator:
        case "In":
            return found in values
        case "NotIn":
            return found not in values
        case "Exists":
            return found is not None
        case "DoesNotExist":
            return found is None
        case _:
            return operator in {"Gt", "Lt"} and _compared(operator, found or "", "".join(values[:1]))


def _compared(operator: str, left: str, right: str) -> bool:
    if not (left.isdecimal() and right.isdigit()):
        return False
    return int(left) > int(right) if operator == "Gt" else int(left) < int(right)
