"""What a request shows a model: evidence with its ids, the causes that may be named, the tools, the form of the answer.

The mind knows no format of ours but this: a piece of evidence is headed by its id, at a line's beginning or as the `id`
of a tag, and its text is what follows up to the next one.
"""

import re
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
_HEAD = re.compile(r"^[ \t>*\-\[(]*(?:<\w+\b[^>\n]*?\bid=[\"'])?(E\d{1,6})\b([^\n]*)$", re.MULTILINE)
_OBJECT = re.compile(
    r"\b(Deployment|StatefulSet|DaemonSet|Service|CronJob|Job|Node|Pod)[/ ](?:([a-z0-9-]+)/)?([a-z0-9][a-z0-9.-]*)"
)
_NAMESPACE = re.compile(r"namespace[\"']?[\s:=]+[\"']?([a-z0-9-]+)", re.IGNORECASE)
_CAUSE = re.compile(r"\bcause: ([\w-]+)")
_LEAST, _LONGEST = 12, 160


@dataclass(frozen=True)
class Seen:
    """`spans` are words of each piece of evidence, by id; `cause` is the first that the rules name, "" if none.

    `subject` is kind, namespace and name of the first object that is named; `reads` how many results came so far.
    """

    model: str
    spans: dict[str, str] = field(default_factory=dict)
    causes: tuple[str, ...] = ()
    cause: str = ""
    subject: tuple[str, str, str] = ("Deployment", "", "")
    tools: tuple[Json, ...] = ()
    form: Json | None = None
    reads: int = 0
    turns: int = 0

    @property
    def is_asked(self) -> bool:
        """Whether a person's question is to be answered, in sentences, and no cause to be found."""
        return "sentences" in ((self.form or {}).get("properties") or {})


def seen(body: Json) -> Seen:
    """What stands in a request that was taken."""
    texts = list(_texts(body))
    told = "\n".join(texts)
    form = ((body.get("output_config") or {}).get("format") or {}).get("schema")
    causes = tuple(_enum(form, "cause"))
    blocks = [one for message in body["messages"] for one in _blocks(message)]
    return Seen(
        model=str(body.get("model")),
        spans={id_: span for text in texts for id_, span in _spans(text)},
        causes=causes,
        cause=_first(told, causes),
        subject=_subject(told),
        tools=tuple(body.get("tools", ())),
        form=form,
        reads=sum(one["type"] == "tool_result" for one in blocks),
        turns=sum(message["role"] == "assistant" for message in body["messages"]),
    )


def _blocks(message: Json) -> list[Json]:
    content = message["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _texts(body: Json) -> list[str]:
    """What the user's side says: the opening and every result of a read."""
    found: list[str] = []
    for message in body["messages"]:
        for one in _blocks(message) if message["role"] == "user" else ():
            text = one.get("text") if one["type"] == "text" else one.get("content")
            if isinstance(text, list):
                text = "\n".join(str(part.get("text", "")) for part in text)
            found.append(str(text or ""))
    return found


def _spans(text: str) -> list[tuple[str, str]]:
    heads = list(_HEAD.finditer(text))
    ends = [*(one.start() for one in heads[1:]), len(text)]
    found = (
        (head[1], _span(head[2], text[head.end() : end])) for head, end in zip(heads, ends, strict=False)
    )
    return [(id_, span) for id_, span in found if span]


def _span(head: str, body: str) -> str:
    """A line of the evidence's own text, which begins beside its id, after a bar or a colon, or below it."""
    _, bar, beside = head.partition("│" if "│" in head else ": ")
    own = [beside] if bar and head[0] not in "\"'" else []
    lines = [line.strip() for line in [*own, *body.partition("</")[0].splitlines()]]
    return next((line[:_LONGEST].strip() for line in lines if len(line) >= _LEAST), "")


def _enum(form: Any, name: str) -> list[str]:
    """The words that a field of the form admits, wherever in it the field stands."""
    if isinstance(form, list):
        return [word for one in form for word in _enum(one, name)]
    if not isinstance(form, dict):
        return []
    here = (form.get("properties") or {}).get(name) if isinstance(form.get("properties"), dict) else None
    if isinstance(here, dict) and "enum" in here:
        return [str(word) for word in here["enum"]]
    return [word for one in form.values() for word in _enum(one, name)]


def _first(told: str, causes: tuple[str, ...]) -> str:
    """The cause that the rules name, else the one that is named first; a list of all that there are names none."""
    if (named := _CAUSE.search(told)) is not None and named[1] in causes:
        return named[1]
    lines = [
        line for line in told.splitlines() if sum(cause in line for cause in causes) < len(causes) // 2 + 2
    ]
    places = {cause: _place("\n".join(lines), cause) for cause in causes}
    found = [cause for cause in causes if places[cause] >= 0]
    return min(found, key=lambda cause: places[cause], default="")


def _place(text: str, word: str) -> int:
    found = re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)
    return -1 if found is None else found.start()


def _subject(told: str) -> tuple[str, str, str]:
    found, place = _OBJECT.search(told), _NAMESPACE.search(told)
    namespace = place[1] if place else ""
    if found is None:
        return "Deployment", namespace, "unnamed"
    return found[1], found[2] or ("" if found[1] == "Node" else namespace), found[3].rstrip(".-")
