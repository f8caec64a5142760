"""Cases: what people said of a diagnosis, and the cause at close, as a label; or why there is none.

"Right" claims what the diagnosis put first, a cause code claims that cause, "wrong" denies what stood first. One claim
that nobody denies is a label. Whatever contradicts itself is none: a wrong label would be learnt from for ever. The
cause at close is the incident's, not every triage's: it counts for the first one and for those that name it themselves,
and never for one that found nothing wrong, which may well have been asked after the end.
"""

from collections.abc import Collection, Mapping, Sequence

from bot.domain.diagnosis import Diagnosis, VerdictKind
from bot.domain.label import Label
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.noun import Noun
from bot.domain.target import Subject
from bot.reports.verdicts import ratings_of

AT_CLOSE = "the cause at close"


class Labelling(Noun):
    """The label of a triage, or None; `why` says what it rests on, or why there is none."""

    label: Label | None
    why: str


class _Claim(Noun):
    """Somebody says that this was it; `cause` is "" for "nothing was wrong"."""

    cause: str
    subject: Subject | None = None
    by: str


def label_of(
    diagnoses: Mapping[int, Diagnosis],
    rows: Sequence[LedgerEntry],
    *,
    codes: Collection[str],
    closed: str = "",
) -> Labelling:
    """The label of one triage.

    `diagnoses` are the rules' and those that refine it, by id; `rows` are the incident's, oldest first; `codes` is the
    vocabulary of causes, `closed` what a human gave as the cause when closing the incident.
    """
    claims, denied = _heard(diagnoses, rows, codes)
    code = closed.strip().lower()
    if code in codes and _is_about(code, diagnoses, rows):
        claims.append(_Claim(cause=code, by=AT_CLOSE))
    causes = list(dict.fromkeys(one.cause for one in claims))
    if not causes:
        return _none("the first cause was called wrong, and none was named" if denied else "no verdict")
    if len(causes) > 1:
        named = ", ".join(cause or "nothing wrong" for cause in causes)
        return _none(f"unclear: what was said contradicts itself ({named})")
    [cause] = causes
    if cause in denied:
        return _none(f"unclear: {cause or 'nothing wrong'} was called right and wrong")
    why = " and ".join(_told(claims))
    verdict = VerdictKind.FAULT if cause else VerdictKind.HEALTHY
    subject = _subject(cause, claims, diagnoses)
    label = Label(verdict=verdict, causes=(cause,) if cause else (), subject=subject, why=why)
    return Labelling(label=label, why=why)


def _is_about(code: str, diagnoses: Mapping[int, Diagnosis], rows: Sequence[LedgerEntry]) -> bool:
    """Whether the cause at close is that of this triage too."""
    if any(one.verdict is VerdictKind.HEALTHY for one in diagnoses.values()):
        return False
    numbers = [row.detail.get("diagnosis") for row in rows if row.act is Act.DIAGNOSED]
    is_first = bool(numbers) and numbers[0] in diagnoses
    return is_first or any(code == best.cause for one in diagnoses.values() for best in one.hypotheses)


def _heard(
    diagnoses: Mapping[int, Diagnosis], rows: Sequence[LedgerEntry], codes: Collection[str]
) -> tuple[list[_Claim], set[str]]:
    """What is claimed and what is denied by verdicts."""
    claims: list[_Claim] = []
    denied: set[str] = set()
    for number, diagnosis in diagnoses.items():
        first = _first(diagnosis)
        for row in ratings_of(rows, number):
            verdict, code = row.detail.get("verdict"), str(row.detail.get("cause") or "")
            if verdict == "right" and first is not None:
                claims.append(first)
            if code in codes:
                claims.append(_Claim(cause=code, by="named"))
            if verdict == "wrong" and first is not None and (not code or code != first.cause):
                denied.add(first.cause)
    return claims, denied


def _first(diagnosis: Diagnosis) -> _Claim | None:
    """What a diagnosis says in the first place; None for "not enough evidence"."""
    if diagnosis.hypotheses:
        best = diagnosis.hypotheses[0]
        return _Claim(cause=best.cause, subject=best.subject, by="right")
    return _Claim(cause="", by="right") if diagnosis.verdict is VerdictKind.HEALTHY else None


def _subject(cause: str, claims: Sequence[_Claim], diagnoses: Mapping[int, Diagnosis]) -> Subject | None:
    """The object, if what was called right or (of a named cause) what stood further down agrees on one."""
    said = {one.subject for one in claims if one.subject is not None}
    lower = {one.subject for told in diagnoses.values() for one in told.hypotheses[1:] if one.cause == cause}
    found = said or lower
    return next(iter(found)) if len(found) == 1 else None


def _told(claims: Sequence[_Claim]) -> list[str]:
    by = [one.by for one in claims]
    words = ((by.count("right"), "said right"), (by.count("named"), "named the cause"))
    people = [f"{number} {'person' if number == 1 else 'people'} {what}" for number, what in words if number]
    return [*people, *([AT_CLOSE] if AT_CLOSE in by else [])]


def _none(why: str) -> Labelling:
    return Labelling(label=None, why=why)
