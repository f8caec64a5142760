"""The postmortem in Slack: to one person, with the button to fill in the inference row; the whole is the document."""

from collections.abc import Iterator, Mapping, Sequence

from bot.render.actions import ActionId, pack
from bot.render.blocks import Block, actions, button, context, divider, message, preformatted, section
from bot.render.history import ending
from bot.render.picture import lasting
from bot.render.postmortem.drawing import picture_of
from bot.render.postmortem.telling import span, unowned_line
from bot.render.rendered import Rendered
from bot.render.strip import strip
from bot.render.words import clip, clock, code, count, listed, mention, prose, typed
from bot.reports.postmortem.nouns import Conclusion, Lane, Postmortem
from bot.voice.quotes import sanitise

_CONCLUSIONS, _ROWS, _ACTIONS, _GAPS = 4, 16, 10, 10
_SEEN = {Lane.RESTARTS: "end of a container of", Lane.ROLLOUTS: "rollout of"}


def postmortem_message(
    found: Postmortem, timeline: Sequence[str], names: Mapping[str, str], *, deployment: str
) -> Rendered:
    """The postmortem as of its `now`; `timeline` are lines of `reports.timeline`, `names` are plain names."""
    incident = found.incident
    first = f"Postmortem of I-{incident.number} {code(incident.title, 120)}"
    state = state_words(found)
    facts = list(_facts(found))
    earlier = len(timeline) - _ROWS
    told = [
        *([f"{count(earlier, 'earlier line')} not shown"] if earlier > 0 else []),
        *timeline[max(earlier, 0) :],
    ]
    # Blanks are what the drawing is made of, so its lines are sanitised and not put on one.
    drawn = [clip(sanitise(line), 160) for line in strip(picture_of(found, names))]
    body: list[Block] = [
        preformatted("Timeline", drawn),
        section("*What the cluster showed*", *_shown(found)),
        section("*What was concluded*", *_concluded(found)),
        section("*The inference row*", *_recorded(found)),
        divider(),
        section("Timeline (UTC):", *told),
    ]
    value = pack(deployment, incident.id)
    where = (
        f"The document and its picture, in a shell: lookout postmortem I-{incident.number} --output FOLDER"
    )
    tail = [
        actions(button("Fill in the inference row", ActionId.INFER, value, "primary")),
        context(where, f"To close it: /lookout postmortem close I-{incident.number}"),
    ]
    return message([first, state, *facts], [section(f"*{first}*", state, *facts)], body, tail)


def state_words(found: Postmortem) -> str:
    """Whether it is complete, by whose word, or what is missing."""
    if found.missing:
        return f"This postmortem is open. Missing: {listed([prose(one, 200) for one in found.missing], 8, 'part')}."
    if found.ending is None:
        return "This postmortem is open; nothing is missing."
    at = clock(found.ending.at, found.now, zone=True)
    who = mention(found.ending.by)
    if not who.startswith("<@"):  # a shell's user is no account that the record could bear out
        return f"This postmortem is complete since {at}, by {who}"
    return f"{who} recorded this postmortem as complete at {at}"


def _facts(found: Postmortem) -> Iterator[str]:
    incident = found.incident
    where = code(str(incident.target), 160) if incident.target else "no target mapped"
    yield f"Target: {where}; severity {incident.severity.value}; {ending(incident, found.now)}"
    length = lasting(found.ends - found.begins)
    yield f"On the record {span(found.begins, incident.closed_at, found.now)}, {length}"
    if line := unowned_line(found):
        yield line
    if found.gaps:
        gaps = [code(gap.what, 60) for gap in found.gaps]
        yield f"Not read: {listed(gaps, _GAPS, 'read')}."


def _shown(found: Postmortem) -> Iterator[str]:
    """Restarts and rollouts, each as a noun: nobody is said to have done them."""
    seen = [one for one in found.moments if one.lane in _SEEN]
    if not seen:
        yield (
            "No restart and no rollout in what was read."
            if found.kept
            else "What was read is not kept any more."
        )
    for one in seen[:_ROWS]:
        often = f", {one.times} times" if one.until else ""
        why = f": {code(one.why, 200)}" if one.why else ""
        yield f"{clock(one.at, found.now)} {_SEEN[one.lane]} {code(one.about, 160)}{often}{why}"
    if (more := len(seen) - _ROWS) > 0:
        yield f"{count(more, 'later line')} not shown"


def _concluded(found: Postmortem) -> Iterator[str]:
    if not found.conclusions:
        yield "No diagnosis is on the record."
    for one in found.conclusions[:_CONCLUSIONS]:
        yield _conclusion(one, found)
    if (more := len(found.conclusions) - _CONCLUSIONS) > 0:
        yield f"{count(more, 'later diagnosis', 'later diagnoses')} not shown"


def _conclusion(one: Conclusion, found: Postmortem) -> str:
    label = f"{clock(one.at, found.now)} {code(one.made_by, 80)}"
    if not one.concluded:
        return f"{label}: {prose(one.why or one.verdict, 200)}"
    return f"{label} ({one.confidence:.2f}): {prose(one.concluded, 300)}"


def _recorded(found: Postmortem) -> Iterator[str]:
    inference = found.inference
    yield f"What was true: {typed(inference.truth)}"
    yield f"Evidence that would have told: {typed(inference.told)}"
    yield f"Layer: {code(inference.layer.value) if inference.layer else '(none chosen)'}"
    for one in inference.actions[:_ACTIONS]:
        owned = f"Action of {mention(one.owner)}" if one.owner else "Action without an owner"
        yield f"{owned}: {typed(one.what, 200)}"
    if (more := len(inference.actions) - _ACTIONS) > 0:
        yield f"{count(more, 'more action')} not shown"
