"""First person: Lookout never speaks as somebody, and never as a group of somebodies."""

import re

from bot.voice.sentences import Sentence

_FIRST = re.compile(
    r" (?:i|i'm|i've|i'll|i'd|im|ive|we|we're|we've|we'll|we'd|weve|me|my|mine|myself|our|"
    r"ours|ourselves|us|let's|lets us|yours truly"
    r"|ill (?:take|fix|handle|look|check|do|get|have|own|be|keep|wake|follow|go|page|see)|were on it|y'all) "
)
# "`i`" and "I/O" are marks already; a lone capital I in a list of letters or numerals is no person.
_NUMERAL = re.compile(r" (?:phase|type|class|part|appendix|table|T:table|stage|tier|level|line|T:line) i ")


_RHETORICAL = re.compile(
    r"^ (?:isn't|didn't|wasn't|hasn't|haven't|aren't|doesn't|weren't|don't|won't) (?:(?:the|"
    r"an?|our|all) )?(?:\S+ )?(?:H:|B:|I:|F:|this |it |that |they |everything |all )"
)


def rhetorical(sentence: Sentence) -> str:
    """The rule broken by a question that claims what it seems to ask: "Isn't this already handled?"."""
    return "rhetorical" if _RHETORICAL.match(sentence.shape) and "?" in sentence.shape else ""


def first_person(sentence: Sentence) -> str:
    """The rule broken by a first person in a sentence, "" if there is none."""
    if _FIRST.search(sentence.shape) is None:
        return ""
    return "" if _NUMERAL.search(sentence.shape) and sentence.shape.count(" i ") == 1 else "first-person"
