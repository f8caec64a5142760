"""The walk through a Slack body: every leaf is judged alone, and neighbours as they are rendered together."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.people import HumanAct
from bot.voice.inline import is_inline, line_of, plain_of
from bot.voice.judge import judge
from bot.voice.lexicon.verbs import IMPERATIVES
from bot.voice.slots import FILE_NAMES, LABEL_KEYS, MACHINE_KEYS, RAW, REFUSED_KEYS, is_id_slot, looks_like_id
from bot.voice.statement import is_statement
from bot.voice.tokens import Speech, cut
from bot.voice.withhold import WITHHELD, file_words, held_lines, held_sentences, marker

_SHORT = 40
_STEPS = frozenset(("task_update", "task_card", "task"))
_BEGUN = frozenset(("in_progress", "complete", "completed"))
_QUOTED = re.compile(r"E\d{1,6}│ ")


class Walk:
    """One walk: `withheld` gathers (path, rule), `seen` the texts read, `refused` whether the call may not go out.

    To `one_reader`, who asked for them, a block that says so by its id may show quoted lines that read like a person's.
    """

    def __init__(self, acts: Sequence[HumanAct], bot_ids: Sequence[str], *, one_reader: bool = False) -> None:
        self._acts = acts
        self._bot_ids = bot_ids
        self._one_reader = one_reader
        self.withheld: list[tuple[str, str]] = []
        self.seen: list[str] = []
        self.refused = False

    def top(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """A safe copy of the call's arguments."""
        safe = self._mapping(body, "")
        text = body.get("text")
        if isinstance(text, str) and safe.get("text") != text:
            first = next((line for line in text.splitlines() if line.strip()), "")
            self.refused = self.refused or bool(self._rule(first))
        return safe

    def _rule(self, text: str) -> str:
        return judge(text, self._acts, bot_ids=self._bot_ids).rule

    def _hold(self, path: str, rule: str, *, refuse: bool = False) -> None:
        self.withheld.append((path, rule))
        self.refused = self.refused or refuse

    def _value(self, value: Any, path: str, key: str, *, label: bool) -> Any:
        if isinstance(value, str):
            return self._text(value, path, key, label=label)
        if isinstance(value, Mapping):
            return self._mapping(value, path, label=label)
        if isinstance(value, Sequence) and not isinstance(value, bytes):
            return self._sequence(value, path, key, label=label)
        if isinstance(value, bytes):
            return self._text(value.decode("utf-8", "replace"), path, "content", label=False)
        return value

    def _mapping(self, block: Mapping[str, Any], path: str, *, label: bool = False) -> dict[str, Any]:
        kind = block.get("type")
        if kind == "rich_text" and (raw := self._raw(block)) is not None:
            return raw
        if kind == "rich_text_preformatted":
            return self._preformatted(block, path)
        if is_inline(block):
            return self._inline(block, path)
        if kind == "emoji" and "name" in block:
            self._hold(path, "emoji", refuse=True)
        safe: dict[str, Any] = {}
        for key, value in block.items():
            here = f"{path}.{key}" if path else str(key)
            if key in REFUSED_KEYS and value:
                self._hold(here, "identity", refuse=True)
                continue
            named = label or key in LABEL_KEYS or (kind in {"button", "workflow_button"} and key == "text")
            safe[key] = self._value(value, here, str(key), label=named and key not in {"blocks", "elements"})
        self._pairs(block, safe, path)
        if block.get("type") in _STEPS and _is_deed(block):
            self._hold(f"{path}.title", "deed", refuse=True)
        return safe

    def _text(self, text: str, path: str, key: str, *, label: bool) -> str:
        if is_id_slot(key, text):
            if not looks_like_id(key, text):
                self._hold(path, "id", refuse=True)
            return text
        if not text.strip():
            return text
        self.seen.append(text)
        if key in MACHINE_KEYS:
            return self._lines(text, path)
        rule = self._rule(file_words(text) if key in FILE_NAMES else text)
        if not rule:
            return text
        self._hold(path, rule, refuse=label)
        return held_sentences(text, self._rule) if key in {"text", "markdown_text"} else WITHHELD

    def _lines(self, text: str, path: str) -> str:
        """Machine text: only a person's statement may not stand in it."""
        if not is_statement(text):
            return text
        self._hold(path, "statement")
        return held_lines(text)

    def _raw(self, block: Mapping[str, Any]) -> dict[str, Any] | None:
        """A block of lines shown as they are: each bears its evidence's id. None for any other block."""
        inner = block.get("elements")
        if (
            not self._one_reader
            or block.get("block_id") != RAW
            or not isinstance(inner, list)
            or len(inner) != 1
        ):
            return None
        if not isinstance(inner[0], Mapping) or inner[0].get("type") != "rich_text_preformatted":
            return None
        joined = line_of(inner[0].get("elements", ()))
        if not all(_QUOTED.match(line) for line in joined.split("\n")):
            return None
        return {"type": "rich_text", "block_id": RAW, "elements": [dict(inner[0])]}

    def _preformatted(self, block: Mapping[str, Any], path: str) -> dict[str, Any]:
        joined = line_of([element for element in block.get("elements", ()) if isinstance(element, Mapping)])
        self.seen.append(joined)
        if not is_statement(joined):
            return dict(block)
        self._hold(path, "statement")
        return {**block, "elements": [{"type": "text", "text": held_lines(joined)}]}

    def _inline(self, block: Mapping[str, Any], path: str) -> dict[str, Any]:
        joined = line_of(block.get("elements", ()))
        self.seen.append(joined)
        rule = self._rule(joined) if joined.strip() else ""
        for element in block.get("elements", ()):
            self._ids(element, path)
        if not rule:
            return dict(block)
        self._hold(path, rule)
        return {**block, "elements": [{"type": "text", "text": marker(1)}]}

    def _ids(self, element: Any, path: str) -> None:
        """The id fields of an inline element; its words have been read in their line."""
        if isinstance(element, Mapping):
            for key, value in element.items():
                if isinstance(value, str) and is_id_slot(key, value) and not looks_like_id(key, value):
                    self._hold(f"{path}.{key}", "id", refuse=True)

    def _sequence(self, items: Sequence[Any], path: str, key: str, *, label: bool) -> list[Any]:
        if key == "chunks":
            return self._chunks(items, path)
        safe = [self._value(item, f"{path}.{place}", key, label=label) for place, item in enumerate(items)]
        if key in {"elements", "fields", "blocks", "attachments", "files"}:
            self._neighbours(items, safe, path)
        if key == "fields":
            self._keyed(items, safe, path)
        if key == "rows":
            self._table(items, safe, path)
        return safe

    def _chunks(self, items: Sequence[Any], path: str) -> list[Any]:
        """Streamed text is one text, wherever it was cut."""
        texts = [
            item if isinstance(item, str) else item.get("text", "")
            for item in items
            if isinstance(item, str | Mapping)
        ]
        whole = "".join(text for text in texts if isinstance(text, str))
        rule = self._rule(whole) if whole.strip() else ""
        if rule:
            self._hold(path, rule, refuse=True)
        others = [
            item if isinstance(item, str) or (isinstance(item, Mapping) and isinstance(item.get("text"), str))
            else self._value(item, f"{path}.{place}", "", label=False)
            for place, item in enumerate(items)
        ]  # fmt: skip
        self.seen.append(whole)
        return others

    def _neighbours(self, items: Sequence[Any], safe: list[Any], path: str) -> None:
        """Two short neighbours that make a claim only together."""
        for place in range(1, len(items)):
            left, right = plain_of(items[place - 1]), plain_of(items[place])
            if (
                not left
                or not right
                or len(left) > _SHORT
                or len(right) > _SHORT
                or left.rstrip().endswith((".", "?"))
            ):
                continue
            if any(
                isinstance(item, Mapping) and item.get("type") in {"button", "option"}
                for item in items[place - 1 : place + 1]
            ):
                continue
            rule = "" if self._rule(left) or self._rule(right) else self._rule(f"{left} {right}")
            if rule:
                self._hold(f"{path}.{place}", rule)
                safe[place] = _emptied(items[place])

    def _keyed(self, items: Sequence[Any], safe: list[Any], path: str) -> None:
        """Fields stand in two columns: a key and its value."""
        for place in range(1, len(items), 2):
            key, value = plain_of(items[place - 1]).strip(" *:"), plain_of(items[place])
            rule = (
                self._rule(f"{key}: {value}")
                if key and value and len(key) < _SHORT and "\n" not in key
                else ""
            )
            if rule and not self._rule(value):
                self._hold(f"{path}.{place}", rule)
                safe[place] = _emptied(items[place])

    def _table(self, rows: Sequence[Any], safe: list[Any], path: str) -> None:
        """A cell belongs to the first cell of its row and to the head of its column."""
        cells = [[plain_of(cell) for cell in row] for row in rows if isinstance(row, Sequence)]
        for line, row in enumerate(cells):
            for place, value in enumerate(row):
                heads = {
                    row[0] if place and (line or not _is_head(value)) else "",
                    cells[0][place] if line and place < len(cells[0]) else "",
                }
                rules = [
                    self._rule(f"{head}: {value}") for head in heads if head and value and len(head) < _SHORT
                ]
                if any(rules) and not self._rule(value):
                    self._hold(f"{path}.{line}.{place}", next(filter(None, rules)))
                    safe[line][place] = _emptied(rows[line][place])

    def _pairs(self, block: Mapping[str, Any], safe: dict[str, Any], path: str) -> None:
        """An attachment's field or a titled text: a key and its value."""
        title, value = block.get("title"), block.get("value")
        if isinstance(title, str) and isinstance(value, str) and "type" not in block:
            rule = self._rule(f"{title}: {value}")
            if rule:
                self._hold(f"{path}.value", rule)
                safe["value"] = WITHHELD


def _is_deed(step: Mapping[str, Any]) -> bool:
    """Whether a step of a list of tasks is shown as begun or done, and is no read."""
    title = step.get("title")
    words = plain_of(step).split() if not isinstance(title, str) else title.split()
    return bool(words) and step.get("status") in _BEGUN and words[0].lower().strip(".:,*_") in IMPERATIVES


def _is_head(cell: str) -> bool:
    """Whether a cell of the first row is the head of a column: plain words that name nobody."""
    tokens = [token for chunk in cell.split() for token in cut(chunk)]
    return all(token.speech == Speech.ENGLISH and not token.tag.startswith(("H:", "B:")) for token in tokens)


def _emptied(item: Any) -> Any:
    """The block or text object with its words withheld."""
    if isinstance(item, Mapping) and isinstance(item.get("text"), str):
        return {**item, "text": WITHHELD}
    if isinstance(item, Mapping) and isinstance(item.get("text"), Mapping):
        return {**item, "text": {**item["text"], "text": WITHHELD}}
    return {"type": "section", "text": {"type": "mrkdwn", "text": WITHHELD}}
