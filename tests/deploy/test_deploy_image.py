"""The image's recipe, read: what it copies, as whom it runs, where it writes. Nothing here builds it."""

import re
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import yaml

from tests.deploy.kustomized import BASE, ROOT, container, kustomization, pod

RECIPE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
STEPS = [
    re.sub(r"\s+", " ", step.replace("\\\n", " ")).strip()
    for step in re.findall(r"(?m)^(?!#)\S(?:.*\\\n)*.*$", RECIPE)
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def steps(word: str) -> list[str]:
    return [step.removeprefix(f"{word} ") for step in STEPS if step.startswith(f"{word} ")]


def environment() -> dict[str, str]:
    return dict(re.findall(r"(\w+)=(\S+)", " ".join(steps("ENV"))))


def test_both_stages_stand_on_the_same_python_and_the_project_admits_it() -> None:
    first, second = (step.split(" AS ")[0] for step in steps("FROM"))
    assert first == second
    version = re.fullmatch(r"python:3\.(\d+)\.\d+-slim-[a-z]+(@sha256:[0-9a-f]{64})?", first)
    wanted = re.fullmatch(r">=3\.(\d+)", PROJECT["requires-python"])
    assert version
    assert wanted
    assert int(version[1]) >= int(wanted[1])


def test_everything_that_is_fetched_is_held_against_its_hash_and_the_install_fetches_nothing() -> None:
    fetching = [step for step in steps("RUN") if "pip download" in step]
    installing = [step for step in steps("RUN") if "install --quiet" in step]
    assert len(fetching) == len(installing) == 1
    assert {"--require-hashes", "--no-deps", "requirements.lock"} <= set(fetching[0].split())
    assert "--no-index" in installing[0].split()


def test_it_runs_as_nobody_in_particular_and_as_the_manifest_says() -> None:
    spec = pod()
    user, group = steps("USER")[-1].split(":")
    assert (int(user), int(group)) == (
        spec["securityContext"]["runAsUser"],
        spec["securityContext"]["runAsGroup"],
    )
    assert int(user) > 0
    assert spec["securityContext"]["fsGroup"] == int(group)


def test_it_starts_lookout() -> None:
    assert (steps("ENTRYPOINT"), steps("CMD")) == (['["lookout"]'], ['["run"]'])
    assert "lookout" in PROJECT["scripts"]


def test_it_writes_only_where_the_manifest_mounts_the_volume() -> None:
    mounts = {one["name"]: one["mountPath"] for one in container()["volumeMounts"]}
    told = environment()
    assert told["LOOKOUT_DATABASE_URL"].startswith(f"sqlite:///{mounts['record']}/")
    assert told["LOOKOUT_STOP_FILE"].startswith(f"{mounts['record']}/")
    assert told["LOOKOUT_CONFIG"] == f"{mounts['config']}/lookout.yaml"
    assert told["PYTHONDONTWRITEBYTECODE"] == "1"


def test_no_secret_stands_in_the_recipe() -> None:
    assert not {name for name in environment() if "TOKEN" in name or "KEY" in name}
    assert not steps("ARG")


def test_what_it_copies_is_there_and_reaches_the_build() -> None:
    sources = [name for step in steps("COPY") if not step.startswith("--from") for name in step.split()[:-1]]
    assert sorted(admitted()) == sorted(sources)
    for name in sources:
        assert (ROOT / name).exists(), name


def test_the_runbooks_stand_beside_the_package() -> None:
    copied = [step.split() for step in steps("COPY")]
    assert ["bot", "bot"] in copied
    assert ["runbooks", "runbooks"] in copied
    assert "--editable ." in RECIPE


def test_nothing_private_reaches_the_build() -> None:
    first, *_ = [line for line in ignored() if not line.startswith("#")]
    assert first == "*"
    assert not [name for name in admitted() if fnmatch(name, ".env*") or name in {"var", ".git"}]


def test_the_tag_is_the_projects_version() -> None:
    (image,) = kustomization(BASE)["images"]
    assert image["newTag"] == PROJECT["version"]
    assert f"lookout:{PROJECT['version']}" in RECIPE


def test_the_compose_file_runs_the_same_image_as_tightly_on_files_that_the_guide_makes() -> None:
    compose = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
    ((name, service),) = compose["services"].items()
    assert (name, service["image"]) == ("lookout", f"lookout:{PROJECT['version']}")
    assert (ROOT / "deploy" / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert {name: value for name, value in environment().items() if name in service["environment"]} == (
        service["environment"]
    )
    mounted = {one.split(":")[1] for one in service["volumes"]}
    assert {environment()["LOOKOUT_CONFIG"], "/var/lib/lookout"} <= mounted
    assert all(one.startswith("127.0.0.1:") for one in service["ports"])


def ignored() -> list[str]:
    return Path(ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def admitted() -> list[str]:
    return [line.removeprefix("!") for line in ignored() if line.startswith("!")]
