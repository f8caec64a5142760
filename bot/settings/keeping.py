"""What is kept elsewhere, and for how long things are kept at all."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from bot.domain.noun import Noun
from bot.domain.retention import Retention
from bot.settings.paths import FilePath


class BackupSettings(Noun):
    """A backup of the record every so many hours, as a file in a folder; the newest `keep` of them stay."""

    folder: FilePath
    every_hours: float = Field(default=24, ge=0.25, le=168)
    keep: int = Field(default=7, ge=1, le=1000)


Days = Annotated[int, Field(ge=1, le=3650)]


class RetentionSettings(Noun):
    """For how many days each kind of row is kept; what people did and what was concluded is kept for ever.

    A week's work is known by its task, and a redelivered event by the one that it became: so two weeks at least.
    """

    snapshots_days: Days = 30
    model_runs_days: Days = 30
    tasks_days: int = Field(default=90, ge=14, le=3650)
    messages_days: int = Field(default=365, ge=30, le=3650)

    @property
    def noun(self) -> Retention:
        """As the store takes it."""
        return Retention(
            snapshots=timedelta(days=self.snapshots_days),
            model_runs=timedelta(days=self.model_runs_days),
            tasks=timedelta(days=self.tasks_days),
            messages=timedelta(days=self.messages_days),
        )
