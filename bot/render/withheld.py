"""What the language guard kept back: the lines to one person who asks, the count to Lookout's own on-call."""

from bot.domain.diagnosis import Diagnosis
from bot.render.blocks import kept, message, section
from bot.render.rendered import Rendered
from bot.render.words import count
from bot.voice.quotes import withheld_lines
from bot.voice.slots import RAW

_ROOM = 2_800


def raw_message(diagnosis: Diagnosis, *, diagnosis_id: int) -> Rendered:
    """The withheld lines of a diagnosis, as their sources have them; for one pair of eyes, so never in `text`."""
    lines = [line for item in diagnosis.evidence for line in withheld_lines(item)]
    first = f"Diagnosis {diagnosis_id}: {count(len(lines), 'withheld line')} of evidence."
    if not lines:
        return message([first], [section(first)])
    what = "They are text from logs and events, and no statement of any person about this incident."
    return message([first, what], [section(first, what), _shown(lines)])


def _shown(lines: list[str]) -> dict[str, object]:
    quoted = [line if "│" in line else f"E0│ {line}" for line in kept(lines, _ROOM)]
    text = [{"type": "text", "text": "\n".join(quoted)}]
    elements = [{"type": "rich_text_preformatted", "elements": text}]
    return {"type": "rich_text", "block_id": RAW, "elements": elements}


def many_withheld_message(times: int, hours: int) -> Rendered:
    """To Lookout's own on-call: the guard withheld so many texts that a template, a name or a source needs a look."""
    first = f"The language guard withheld text of at least {count(times, 'message')} within {count(hours, 'hour')}."
    what = "Those messages show a note in its place. The record names rule and place of each as `withheld`."
    todo = "Next check: which source or template the rules name. `/lookout stop posting` stops all messages."
    return message([first, what, todo], [section(first, what, todo)])
