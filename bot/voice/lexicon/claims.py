"""Single words and glued words that make a claim however they are spelt; `spelling` looks for them."""

from bot.voice.lexicon import verbs
from bot.voice.lexicon.vocabulary import vocabulary

_AMBIGUOUS = vocabulary(
    "over out in put got gave ran run sent cut in-progress page message this that it all "
    "well very good clear ok okay see "
    "loud right then active live ready started running done added set reset caught fin on "
    "the for and so now already just "
    "thank thanks you again both full team update there duly folks guys hello great"
)
CLAIM_WORDS: frozenset[str] = (
    vocabulary(
        verbs.RECEIPT,
        verbs.RADIO,
        verbs.WORK,
        verbs.DONE,
        verbs.MITIGATED,
        verbs.ENDED,
        "acknowledge resolve allclear",
    )
    - _AMBIGUOUS
)
MISSPELT: frozenset[str] = vocabulary(
    "everything currently normal control controlled everyone responder ownership"
)
"""Words that make a claim only with others, and are looked for with a wrong letter like the claims themselves."""
PAIRS: frozenset[str] = frozenset(
    ("on it", "got it", "got this", "have it", "have this", "all clear", "all good", "all done", "own it", "own this",
     "am on", "im on", "i'm on", "on this", "fix it", "it fixed", "is fixed", "taking it", "taking this", "my turn")
)  # fmt: skip
GLUED: dict[str, str] = {
    phrase.replace(" ", "").replace("'", ""): phrase
    for phrase in (
        "on it", "got it", "got this", "all clear", "all good", "all done", "stand down", "false alarm", "i'm on it",
        "i am on it", "i've got this", "i've got it", "i'll take it", "i got this", "i got it", "i have this",
        "taking this", "taking it", "looking into it", "looking into this", "working on it", "working on this",
        "under control", "copy that", "roger that", "handling it", "handling this", "no worries", "on my way",
        "we got this", "we are on it", "will do", "in progress", "no action needed", "i own this", "my bad",
        "taking this one", "on top of it", "leave it to me", "self assigned", "auto acknowledged",
    )
}  # fmt: skip
SEGMENTS: frozenset[str] = vocabulary(
    "i a am i'm im ive i've ill we weve were have has had got this that it on in to the all "
    "clear good done own taking take "
    "handling looking into working fixed resolved ack acked acknowledged copy roger mine is "
    "are no action needed under "
    "control stand down false alarm solved closed claimed investigating fixing checking "
    "mitigated now one me my team sre "
    "top of progress will do ok noted understood over safe ignore be by"
) | {word for word in CLAIM_WORDS if "-" not in word and "'" not in word}
