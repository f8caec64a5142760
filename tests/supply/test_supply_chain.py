"""What is delivered: every licence allowed, a bill of materials that is whole, and advisories that fail the audit."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.supply.audit import findings
from tests.supply.licences import ALLOWED, BY_HAND, allowed, expression, licence_of, problems
from tests.supply.lock import LOCK, direct, locked, runtime
from tests.supply.sbom import sbom

PACKAGES = locked(LOCK.read_text(encoding="utf-8"))
REACHED = runtime(PACKAGES)


def test_every_package_of_the_lock_is_pinned_with_hashes() -> None:
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    assert len(PACKAGES) == sum(not line.startswith(" ") for line in lines if line.strip())
    assert all(one.sha256 for one in PACKAGES.values())


def test_what_runs_in_production_is_what_the_project_reaches_and_no_tool_of_development() -> None:
    assert {one.name for one in direct()} <= set(REACHED)
    assert {"psycopg-binary", "certifi", "idna", "colorama"} <= set(REACHED)
    assert not {"pytest", "ruff", "mypy", "pip-audit", "uv", "playwright"} & set(REACHED)


def test_every_licence_is_allowed_and_every_exception_is_needed() -> None:
    licences = {name: licence_of(name) for name in REACHED}
    assert problems(licences, PACKAGES) == []
    assert {one for one in ALLOWED if not any(one in licence for licence in licences.values())} == set()
    assert set(BY_HAND) <= set(REACHED)


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-only", "MIT AND AGPL-3.0-only", "SSPL-1.0", "Proprietary", "", "M1T"]
)
def test_a_licence_that_is_not_in_the_list_fails(licence: str) -> None:
    assert not allowed(licence)
    assert len(problems({**dict.fromkeys(BY_HAND, "MIT"), "rich": licence}, PACKAGES)) == 1


@pytest.mark.parametrize("licence", ["MIT OR GPL-3.0-only", "(MIT OR GPL-2.0-only) AND Apache-2.0"])
def test_of_a_choice_one_allowed_licence_is_enough(licence: str) -> None:
    assert allowed(licence)


def test_a_classifier_counts_where_there_is_no_expression() -> None:
    told = Message()
    told["License"] = "see the file LICENSE"
    told["Classifier"] = "License :: OSI Approved :: ISC License (ISCL)"
    assert expression(told) == "ISC"  # type: ignore[arg-type] # a message is what metadata is


def test_the_bill_of_materials_is_valid_whole_and_the_same_each_time() -> None:
    text = LOCK.read_text(encoding="utf-8")
    document = sbom(text)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(document) is None
    assert sbom(text) == document
    told = json.loads(document)
    assert {one["name"] for one in told["components"]} == set(REACHED)
    for one in told["components"]:
        package = PACKAGES[one["name"]]
        assert one["purl"] == f"pkg:pypi/{package.name}@{package.version}"
        assert {digest["content"] for digest in one["hashes"]} == set(package.sha256)
        assert one["licenses"]
    needs = {one["ref"]: set(one.get("dependsOn", ())) for one in told["dependencies"]}
    assert {"rich", "pydantic", "anthropic"} <= needs["lookout"]
    assert "pydantic-core" in needs["pydantic"]


class Advisories(BaseHTTPRequestHandler):
    """OSV's answer to one question: an advisory for rich, none for anything else."""

    protocol_version = "HTTP/1.0"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        ill = asked["package"]["name"] == "rich"
        answer = json.dumps({"vulns": [ADVISORY]} if ill else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 # the library's name
        """Say nothing."""


ADVISORY = {
    "id": "PYSEC-2099-1",
    "summary": "made up",
    "details": "made up",
    "affected": [
        {
            "package": {"name": "rich", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.1"}]}],
        }
    ],
}


@contextmanager
def service() -> Iterator[str]:
    """A local OSV."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Advisories)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def audit(tmp_path: Path, *names: str, url: str, strict: bool = False) -> subprocess.CompletedProcess[str]:
    """The audit of a lock of these packages."""
    lock = tmp_path / "some.lock"
    pins = (f"{name}==1.0 --hash=sha256:{'0' * 64}\n" for name in names)
    lock.write_text("".join(pins), encoding="utf-8")
    command = [sys.executable, "-m", "tests.supply.audit", "--lock", str(lock), "--url", url]
    return subprocess.run(
        [*command, *(["--strict"] if strict else [])],
        capture_output=True,
        text=True,
        check=False,
        cwd=LOCK.parent,
    )


def test_an_advisory_fails_the_audit_and_names_the_version_that_mends_it(tmp_path: Path) -> None:
    with service() as url:
        ran = audit(tmp_path, "rich", "typer", url=url)
    assert (ran.returncode, ran.stdout) == (1, "rich 1.0: PYSEC-2099-1 (fixed in 99.1)\n")


def test_no_advisory_passes_it(tmp_path: Path) -> None:
    with service() as url:
        ran = audit(tmp_path, "typer", url=url)
    assert (ran.returncode, ran.stdout) == (0, "1 packages, no advisory known\n")


def test_every_package_of_the_lock_is_asked_about_whatever_platform_it_is_for() -> None:
    with service() as url:
        command = [sys.executable, "-m", "tests.supply.audit", "--url", url]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=LOCK.parent)
    assert ";" in LOCK.read_text(encoding="utf-8"), (
        "no package is for one platform only: then this shows nothing"
    )
    assert ran.stdout == f"rich {PACKAGES['rich'].version}: PYSEC-2099-1 (fixed in 99.1)\n"


@pytest.mark.parametrize(("strict", "code"), [(False, 0), (True, 2)])
def test_a_service_that_is_not_there_is_said_and_fails_a_release(
    tmp_path: Path, *, strict: bool, code: int
) -> None:
    ran = audit(tmp_path, "typer", url="http://127.0.0.1:9/v1/query", strict=strict)
    assert ran.returncode == code
    assert ran.stdout.startswith("NOT CHECKED for advisories: ")


def test_a_package_that_could_not_be_asked_about_is_a_finding() -> None:
    assert findings([{"name": "x", "skip_reason": "odd"}]) == ["x: was not asked about (odd)"]
