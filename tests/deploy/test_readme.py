"""What the README and its companions tell a newcomer to do can be done; what they point at is there."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from bot.cli import app
from bot.render.help import GROUPS
from bot.sandbox.scenario import scenario_names
from bot.settings.read import read_config

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in (
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "deploy/README.md",
        "deploy/TROUBLESHOOTING.md",
        "deploy/UPGRADING.md",
    )
}
EVERY_PAGE = pytest.mark.parametrize("name", list(PAGES))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def commands() -> dict[str, list[str]]:
    """Every command of the CLI ("runbooks check") with its options."""

    def walk(group: TyperGroup, before: str) -> Iterator[tuple[str, list[str]]]:
        for name, command in group.commands.items():
            if isinstance(command, TyperGroup):
                yield from walk(command, f"{before}{name} ")
            if not isinstance(command, TyperGroup) or command.invoke_without_command:
                yield (
                    f"{before}{name}",
                    [option for one in command.params for option in (*one.opts, *one.secondary_opts)],
                )

    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    return dict(walk(root, ""))


def code(page: str) -> list[str]:
    """What stands in code: the lines of blocks, and the spans in text."""
    blocks = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", page, flags=re.DOTALL))
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()] + spans


def calls(page: str, *programs: str) -> list[list[str]]:
    """The arguments of every call of a program, by any of its names."""
    words = [shlex.split(line) for line in code(page) if line.count("'") % 2 == 0]
    return [line[1:] for line in words if line and line[0] in programs]


def anchors(page: str) -> set[str]:
    headings = re.findall(r"(?m)^#+ (.+)$", page)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


def section(title: str) -> str:
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(text: str) -> list[str]:
    """The first cells of a table."""
    cells = re.findall(r"(?m)^\| (.+?) \|", text)
    return cells[1:]


@EVERY_PAGE
def test_every_relative_link_leads_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)]+)\)", PAGES[name])
    assert links
    for link in links:
        path, _, anchor = link.partition("#")
        if link.startswith("http"):
            continue
        there = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        assert there.exists(), link
        if anchor:
            assert anchor in anchors(PAGES[there.relative_to(ROOT).as_posix()]), link


@EVERY_PAGE
def test_every_file_named_in_code_is_there(name: str) -> None:
    made_up = {"bot/detectors/disk_full.py", "tests/detectors/test_disk_full.py"}
    named = {
        span for span in code(PAGES[name]) if re.fullmatch(r"(?:bot|tests|deploy|runbooks)/[\w./-]+", span)
    }
    assert not {path for path in named - made_up if not (ROOT / path).exists()}


@EVERY_PAGE
def test_every_make_target_and_variable_exists(name: str) -> None:
    targets = set(re.findall(r"(?m)^([a-z-]+):", MAKEFILE))
    variables = set(re.findall(r"(?m)^([A-Z]+) \?=", MAKEFILE))
    for arguments in calls(PAGES[name], "make"):
        assert {one for one in arguments if "=" not in one} <= targets
        assert {one.partition("=")[0] for one in arguments if "=" in one} <= variables


@EVERY_PAGE
def test_every_lookout_command_and_option_exists(name: str) -> None:
    known = commands()
    for arguments in calls(PAGES[name], "lookout", ".venv/bin/lookout"):
        found = [one for one in known if arguments[: one.count(" ") + 1] == one.split()]
        assert found, arguments
        named = max(found, key=len)
        assert {one for one in arguments if one.startswith("--")} <= {*known[named]}


@EVERY_PAGE
def test_every_slash_command_is_one_that_the_help_lists(name: str) -> None:
    usages = [usage for _, rows in GROUPS for usage, _ in rows if usage.startswith("/lookout ")]
    verbs = {usage.split()[1] for usage in usages} | {"help"}
    assert {arguments[0] for arguments in calls(PAGES[name], "/lookout")} <= verbs


def test_the_two_commands_come_first() -> None:
    assert re.findall(r"```sh\n(.*?)```", README, re.DOTALL)[0].split("\n") == ["make demo", "make test", ""]


def test_the_table_of_commands_is_that_of_the_command_line() -> None:
    named = [
        one.removeprefix("lookout ")
        for row in rows(section("Commands"))
        for one in re.findall(r"`(.+?)`", row)
    ]
    assert sorted(named) == sorted(commands())


def test_the_table_of_rooms_is_that_of_the_import_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["type"] == "layers")
    rooms = [room for layer in layers for room in layer.split(" | ") if room != "__main__"]
    named = [one for row in rows(section("The house")) for one in re.findall(r"\[(.+?)\]", row)]
    assert named == rooms


def test_the_configuration_shown_is_one_that_is_read(tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "lookout.yaml"
    path.write_text(re.sub(r"(?m)^ {3}", "", block), encoding="utf-8")
    config = read_config(path)
    assert config.roles.pair_exists
    assert config.clusters["prod"].actor is None


def test_the_scenarios_named_are_there() -> None:
    named = set(re.findall(r"SCENARIO=([a-z-]+)|--once ([a-z-]+)", "".join(PAGES.values())))
    assert {one or other for one, other in named} <= set(scenario_names())


def test_the_port_is_the_makefiles() -> None:
    (port,) = re.findall(r"(?m)^PORT \?= (\d+)", MAKEFILE)
    assert f"http://127.0.0.1:{port}" in README


def test_the_changelog_has_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"## [{version}]" in PAGES["CHANGELOG.md"]
