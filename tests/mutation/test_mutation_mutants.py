import ast

import pytest

from tests.mutation.explained import explained
from tests.mutation.mutants import Module, load, module_of

ENUMS = {"State": ["OPEN", "SHUT", "GONE"]}


def of(source: str) -> Module:
    return module_of(source, "made_up.py", ENUMS)


def programs(source: str) -> set[str]:
    """The other programs that one may become."""
    module = of(source)
    return {again(module, place) for place in range(len(module.mutants))}


def again(module: Module, place: int) -> str:
    with module.changed(module.mutants[place]) as tree:
        return ast.unparse(tree)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a < b", {"a <= b", "a >= b"}),
        ("a is b", {"a is not b"}),
        ("a in b", {"a not in b"}),
        ("a and b", {"a or b", "a", "b"}),
        ("and_(a, b)", {"and_(b)", "and_(a)"}),
        ("not a", {"a"}),
        ("-a", {"a"}),
        ("a + b", {"a - b"}),
        ("True", {"False"}),
        ("3", {"4", "2"}),
        ("''", {"'XX'"}),
        ("f'{a} of {b}'", {"''"}),
        ("(a, b)", {"(b,)", "(a,)"}),
        ("{x: a}", {"{}"}),
        ("f(x=a, y=b)", {"f(y=b)", "f(x=a)"}),
        ("f(a).g(b)", {"f(a)"}),
        ("any(a)", {"all(a)"}),
        ("sorted(a)", {"a"}),
        ("State.GONE", {"State.OPEN"}),
        ("[a for a in b if c]", {"[a for a in b]"}),
        ("a if b else c", {"a if True else c", "a if False else c"}),
    ],
)
def test_an_expression_is_changed_in_one_place(before: str, after: set[str]) -> None:
    assert programs(f"z = {before}") == {f"z = {one}" for one in after}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f()", {"pass"}),
        ("if a:\n    b", {"if True:\n    b", "if False:\n    b", "if a:\n    pass"}),
        ("a.b = c", {"pass"}),
        ("a += b", {"a -= b", "pass"}),
        ("raise a", {"pass"}),
        ("def f():\n    return a", {"def f():\n    return None"}),
        ("def f():\n    return", {"def f():\n    pass"}),
        ("def f(a):\n    a = b", {"def f(a):\n    pass"}),
        ("for a in b:\n    continue", {"for a in ():\n    continue", "for a in b:\n    break"}),
        ("try:\n    a\nexcept b:\n    c", {
            "try:\n    pass\nexcept b:\n    c",
            "try:\n    a\nexcept ():\n    c",
            "try:\n    a\nexcept b:\n    pass",
        }),
    ],
)  # fmt: skip
def test_a_statement_is_changed_in_one_place(before: str, after: set[str]) -> None:
    assert programs(before) == after


def test_prose_and_annotations_are_no_program() -> None:
    assert programs('"""Why."""\n\ndef f(a: "int | None"=b) -> "str":\n    """What."""') == set()


def test_a_mutant_keeps_its_name_wherever_its_function_moves() -> None:
    function = "def f(a):\n    return a < 1 and a < 1\n"
    names = [one.name for one in of(function).mutants]
    assert names == [one.name for one in of(f"import os\n\n\n{function}").mutants]
    assert len(set(names)) == len(names)
    assert "f: a < 1 -> a <= 1 #2" in names


def test_after_a_change_the_module_is_what_it_was() -> None:
    source = "def f(a):\n    a = 1\n    return a"
    module = of(source)
    for mutant in module.mutants:
        module.code(mutant)
    assert ast.unparse(module.tree) == source


def test_a_mutant_in_the_head_of_a_block_is_not_run_with_its_body() -> None:
    module = of("if (a and\n        b):\n    c = 1\n")
    assert {one.lines for one in module.mutants if "and" in one.name} == {range(1, 3)}
    assert {one.lines for one in module.mutants if "1" in one.name} == {range(3, 4)}


@pytest.mark.parametrize("file", explained())
def test_what_is_explained_is_a_mutant_that_there_is(file: str) -> None:
    there = {one.name for one in load(file)[1].mutants}
    assert set(explained()[file]) - there == set()
