"""What all nouns share: frozen, closed, compared by value; and how one is read that another version wrote."""

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError


class Noun(BaseModel):
    """A frozen value; an unknown field is an error, so a misspelt one cannot pass unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


N = TypeVar("N", bound=Noun)


def read_noun(kind: type[N], written: object) -> N | None:
    """What a row of the record tells, None if this version cannot read it; fields that a newer one added are ignored.

    The record outlives versions, in both directions: a row of another one must not stop whoever reads all of them.
    """
    try:
        return kind.model_validate(written, extra="ignore")
    except ValidationError:
        return None
