"""Paths of the configuration file: relative ones begin at the file's own folder."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo


def _beside_the_file(path: Path, info: ValidationInfo) -> Path:
    folder = (info.context or {}).get("folder", Path())
    return Path(folder / path)


FilePath = Annotated[Path, AfterValidator(_beside_the_file)]
