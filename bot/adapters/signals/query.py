"""What is asked of a Prometheus: queries as data. The settings read them from a file and check it."""

from typing import Annotated

from pydantic import Field

from bot.domain.noun import Noun

NAMESPACE = "$namespace"
_LABEL = r"^[a-zA-Z_][a-zA-Z0-9_]*$"
Label = Annotated[str, Field(pattern=_LABEL)]


class Query(Noun):
    """One measurement as one exporter has it.

    `name` is what the series are called in a snapshot, so that what was measured by several exporters reads alike;
    `of` is the exporter; in `query`, `$namespace` stands for the incident's namespace; `labels` maps a label of the
    snapshot (`service`, `pod`, `node`...) to that of the answer. Labels that are not in it are dropped.
    """

    name: str = Field(pattern=_LABEL)
    of: str = Field(min_length=1, max_length=60)
    query: str = Field(min_length=1, max_length=2_000)
    labels: dict[Label, Label] = Field(min_length=1)


class Queries(Noun):
    """All of them, the most telling first, and over which window they are asked, at which step."""

    window_minutes: int = Field(default=30, ge=1, le=24 * 60)
    step_seconds: int = Field(default=30, ge=5, le=3600)
    queries: tuple[Query, ...] = Field(min_length=1, max_length=100)
