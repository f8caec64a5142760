"""What some tests need of the machine besides Python, and how one sees whether it is there.

A test says so with `@pytest.mark.needs("browser")`; where that is missing it is skipped, aloud, and with
`--must-run browser` it fails. `tests/conftest.py` does this.
"""

import shutil
from collections.abc import Callable

from tests.postgres import server_folder

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str:
    """The path of a Chromium, "" for none."""
    return next(filter(None, map(shutil.which, BROWSERS)), "")


def _no_browser() -> str:
    return "" if browser() else f"none of {', '.join(BROWSERS)} is on the PATH"


def _no_postgres() -> str:
    return (
        ""
        if server_folder()
        else "no postgres and initdb on the PATH, under /usr/lib/postgresql or in a package"
    )


def promtool() -> str:
    """The path of Prometheus' own tool for rules, "" for none."""
    return shutil.which("promtool") or ""


def _no_promtool() -> str:
    return "" if promtool() else "no promtool is on the PATH (on Debian it comes with the package prometheus)"


MISSING: dict[str, Callable[[], str]] = {
    "browser": _no_browser,
    "postgres": _no_postgres,
    "promtool": _no_promtool,
}
"""Each capability with a function that gives a sentence of what is missing, "" when all is there."""
