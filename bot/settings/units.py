"""Numbers of the configuration whose names bear their unit, and the word "none" for what never happens."""

from typing import Annotated, Any

from pydantic import Field

Minutes = Annotated[float, Field(gt=0, le=1440)]
Seconds = Annotated[float, Field(gt=0, le=60)]


def none_is_null(value: Any) -> Any:
    """`none` in the file, as YAML's null."""
    return None if value == "none" else value
