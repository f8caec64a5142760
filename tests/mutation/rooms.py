"""Which tests a file's mutants are tried against."""

_STORY = (
    "gate_rows", "gate_between", "gate_clicks", "gate_send", "gate_edges", "gate_either_way", "gate_model",
    "gate_crash", "last_look", "override", "ownership", "command", "verify", "finding", "mute", "stop", "freezes",
    "mitigate", "rehearse", "withheld", "people",
)  # fmt: skip
_RECORD = ("attempts", "proposals", "proposals_beside", "overrides")
ROOMS = {
    "bot/gates/": ("tests/gates",),
    "bot/triage/": tuple(f"tests/triage/test_triage_{name}.py" for name in _STORY),
    "bot/adapters/store/": tuple(f"tests/adapters/store/test_store_{name}.py" for name in _RECORD),
}
"""The tests of which a file is the subject, by where it stands; that others fail too says nothing more."""


def rooms_of(file: str) -> tuple[str, ...]:
    """The folders and files of tests for a file. Raises `LookupError`: none are named for it here."""
    for start, rooms in ROOMS.items():
        if file.startswith(start):
            return rooms
    raise LookupError(f"{file}: {__name__} names no tests for it, only for files in {', '.join(ROOMS)}")
