"""Judging files of texts: for `lookout guard --jsonl FILE [--ledger FILE]`."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.domain.people import HumanAct
from bot.voice.judge import judge
from bot.voice.payload import screen

_STRUCTURED = frozenset(("block_kit", "egress_field", "reaction", "stream_chunks"))


def parse_acts(text: str) -> tuple[HumanAct, ...]:
    """The acts of a ledger file: a JSON list of `{"user", "act", "at", "source"}`.

    Raises:
        ValueError: not such a list.
    """
    rows = json.loads(text)
    if not isinstance(rows, list):
        raise ValueError("a ledger file holds a JSON list of acts")  # noqa: TRY004 - a wrong file, not a wrong type
    return tuple(HumanAct.model_validate(row) for row in rows)


def verdicts(lines: Iterable[str], acts: Sequence[HumanAct] = ()) -> Iterator[dict[str, Any]]:
    """One `{"verdict", "rule", "rendered"}` a line, in order; blank lines are skipped.

    Raises:
        ValueError: a line is no JSON object with a `text`; the message names its number.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            text, kind = _read(line, number)
            yield verdict(text, kind, acts)


def _read(line: str, number: int) -> tuple[str, str]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ValueError(f"line {number}: not JSON: {error}") from error
    if not isinstance(row, Mapping) or not isinstance(row.get("text"), str):
        raise ValueError(f"line {number}: no object with a `text`")  # noqa: TRY004 - a wrong line, not a wrong type
    return row["text"], str(row.get("kind") or "")


def verdict(text: str, kind: str, acts: Sequence[HumanAct] = ()) -> dict[str, Any]:
    """The verdict on one text; of the structured kinds, or of unnamed kind and shaped like one, its JSON is judged."""
    tree = _tree(text) if kind in _STRUCTURED or not kind else None
    if tree is None:
        judged = judge(text, acts)
        return _said(judged.rule, judged.rendered)
    method, body = _call(tree, kind)
    screened = screen(method, body, acts)
    rule = screened.withheld[0].rule if screened.withheld else ("refused" if screened.refused else "")
    return _said(rule, screened.rendered)


def _said(rule: str, rendered: str) -> dict[str, Any]:
    return {"verdict": "block" if rule else "pass", "rule": rule, "rendered": rendered}


def _tree(text: str) -> Any:
    """The JSON in a text, if it is an object or a list; None for prose."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        tree = json.loads(text)
    except ValueError:
        return None
    return tree if isinstance(tree, dict | list) else None


def _call(tree: Any, kind: str) -> tuple[str, dict[str, Any]]:
    """The Slack call that a fragment would be part of."""
    if isinstance(tree, list):
        streamed = kind == "stream_chunks" or all(isinstance(item, str) for item in tree)
        return ("chat.appendStream", {"chunks": tree}) if streamed else ("chat.postMessage", {"blocks": tree})
    if "method" in tree:
        return str(tree["method"]), {key: value for key, value in tree.items() if key != "method"}
    if kind == "reaction":
        return "reactions.add", tree
    if isinstance(tree.get("type"), str):
        kind_of = tree["type"]
        if kind_of in {"modal", "home"}:
            return "views.open", {"view": tree}
        return "chat.postMessage", {"blocks": [tree]}
    return "ack", tree
