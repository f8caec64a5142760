"""Full-text search over past diagnoses: what is noted of one, and which ones hold some words."""

from collections.abc import Sequence

from bot.adapters.store.session import Session
from bot.adapters.store.words import Entry, phrases
from bot.domain.diagnosis import Diagnosis


async def note(
    session: Session, diagnosis_id: int, diagnosis: Diagnosis, *, title: str, service: str, namespace: str
) -> None:
    """Put a diagnosis into the index."""
    entry = entry_of(diagnosis_id, diagnosis, title=title, service=service, namespace=namespace)
    statement, values = session.words.adding(entry)
    await session.run(statement, dict(values))


def entry_of(diagnosis_id: int, diagnosis: Diagnosis, *, title: str, service: str, namespace: str) -> Entry:
    """What is noted of a diagnosis."""
    hypotheses = diagnosis.hypotheses
    return Entry(
        id=diagnosis_id,
        title=title,
        service=service,
        namespace=namespace,
        causes=" ".join(one.cause for one in hypotheses),
        statements="\n".join(f"{one.subject} {one.statement} {one.mechanism}" for one in hypotheses),
    )


async def find(session: Session, words: str, limit: int) -> Sequence[int]:
    """The ids of diagnoses that hold any of the words (or words that begin so), best match first."""
    asked = phrases(words)
    if not asked:
        return ()
    statement, values = session.words.finding(asked, limit)
    return await session.rows(statement, dict(values))
