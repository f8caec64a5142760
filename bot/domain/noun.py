"""What all nouns share: frozen, closed, compared by value."""

from pydantic import BaseModel, ConfigDict


class Noun(BaseModel):
    """A frozen value; an unknown field is an error, so a misspelt one cannot pass unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid")
