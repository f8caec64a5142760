"""What is kept elsewhere, and for how long things are kept at all."""

from pydantic import Field

from bot.domain.noun import Noun
from bot.settings.paths import FilePath


class BackupSettings(Noun):
    """A backup of the record every so many hours, as a file in a folder; the newest `keep` of them stay."""

    folder: FilePath
    every_hours: float = Field(default=24, ge=0.25, le=168)
    keep: int = Field(default=7, ge=1, le=1000)
