"""Whatever a file holds: the loader ends, and it is a runbook, or problems whose lines are lines of the file."""

import json
import tempfile
from datetime import date
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.adapters.runbooks import Library, load
from bot.detectors.catalogue import CAUSES
from tests.adapters.runbook_files import GOOD, GROUPS, SCALE

WHOLE = GOOD + SCALE
FIELDS = [
    "schema",
    "id",
    "version",
    "causes",
    "steps",
    "tool",
    "tier",
    "limits",
    "max_pods",
    "needs",
    "command",
    "owner",
]
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from(FIELDS)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), inner, max_size=4),
    ),
    max_leaves=20,
)


def _judge(raw: bytes) -> Library:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "it.yaml").write_bytes(raw)
        library = load(Path(folder), causes=CAUSES, groups=GROUPS, today=date(2026, 11, 30))
    last = max(1, raw.count(b"\n") + (not raw.endswith(b"\n")))
    for problem in (*library.problems, *library.warnings):
        assert 1 <= problem.line <= last, problem
        assert problem.text
        assert "\n" not in problem.text.strip()
    assert bool(library.runbooks) != bool(library.problems)
    return library


@given(st.binary(max_size=300))
@example(b"\x00")
@example(b"? \n? \n")
@example(b"a: \xe2\x80\xa8b\n\xc2\x85: [\n")
@settings(max_examples=150, deadline=None)
def test_any_bytes(raw: bytes) -> None:
    _judge(raw)


@given(st.text(alphabet=st.sampled_from("ab:-?[]{}&*!|>'\"#%@` \n\t,\u2028\u0085"), max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_of_the_signs_that_yaml_knows(text: str) -> None:
    _judge(text.encode())


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_sound_file_with_something_cut_out_or_put_in(data: st.DataObject) -> None:
    text = WHOLE
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 30)))
        text = text[:start] + data.draw(st.text(max_size=8)) + text[end:]
    _judge(text.encode("utf-8", "surrogatepass"))


@given(st.lists(st.integers(0, WHOLE.count("\n") - 1), max_size=40))
@settings(max_examples=150, deadline=None)
def test_its_lines_in_any_order_and_number(order: list[int]) -> None:
    lines = WHOLE.splitlines()
    _judge("\n".join(lines[index] for index in order).encode())


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=8))
@settings(max_examples=200, deadline=None)
def test_any_values_for_any_fields(value: dict[str, object]) -> None:
    assert not _judge(json.dumps(value).encode()).runbooks


def test_the_sound_file_that_all_this_starts_from_loads() -> None:
    assert _judge(WHOLE.encode()).runbooks
