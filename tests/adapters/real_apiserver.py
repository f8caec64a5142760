"""A real kube-apiserver with its etcd on loopback, for contract tests, where the binaries are at hand.

It allows everything to everybody: who may do what is tried on the sandbox, how the API behaves is tried here.
"""

import http.client
import os
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ASSETS = "KUBEBUILDER_ASSETS"
TRIES, PAUSE = 150, 0.3


@dataclass(frozen=True)
class Running:
    """Where the server answers, and the file with which its certificate is trusted."""

    url: str
    ca_file: Path


@contextmanager
def real_apiserver(home: Path) -> Iterator[Running]:
    """Start etcd and kube-apiserver, wait until they are ready, end both by their ids in the end."""
    folder = os.environ.get(ASSETS, "")  # noqa: TID251 -- tests learn of binaries by the environment only
    if not folder:
        pytest.skip(f"{ASSETS} names no folder with kube-apiserver and etcd: not tried on a real API server")
    tools, etcd, peer, port = Path(folder), _free(), _free(), _free()
    with ExitStack() as stack:
        _run(stack, home / "etcd.log", _etcd(tools, home, etcd, peer))
        _run(stack, home / "apiserver.log", _apiserver(tools, home, etcd, port))
        running = Running(f"https://127.0.0.1:{port}", home / "certs" / "apiserver.crt")
        for _ in range(TRIES):
            if _ready(running, port):
                yield running
                return
            time.sleep(PAUSE)
        pytest.fail((home / "apiserver.log").read_text()[-3000:])


def _etcd(tools: Path, home: Path, port: int, peer: int) -> list[str]:
    client, between = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{peer}"
    return [
        str(tools / "etcd"),
        f"--data-dir={home / 'etcd'}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={between}",
        f"--initial-advertise-peer-urls={between}",
        f"--initial-cluster=default={between}",
        "--unsafe-no-fsync",
    ]


def _apiserver(tools: Path, home: Path, etcd: int, port: int) -> list[str]:
    key, users = home / "account.key", home / "users.csv"
    subprocess.run(["openssl", "genrsa", "-out", str(key), "2048"], check=True, capture_output=True)
    users.write_text("admin,admin,1\nreader,reader,2\nactor,actor,3\n")
    return [
        str(tools / "kube-apiserver"),
        f"--etcd-servers=http://127.0.0.1:{etcd}",
        "--bind-address=127.0.0.1",
        f"--secure-port={port}",
        f"--cert-dir={home / 'certs'}",
        f"--token-auth-file={users}",
        "--authorization-mode=AlwaysAllow",
        "--disable-admission-plugins=ServiceAccount",
        "--service-cluster-ip-range=10.0.0.0/24",
        "--service-account-issuer=https://127.0.0.1",
        f"--service-account-key-file={key}",
        f"--service-account-signing-key-file={key}",
    ]


def _run(stack: ExitStack, log: Path, command: list[str]) -> None:
    out = stack.enter_context(log.open("wb"))
    process = subprocess.Popen(command, stdout=out, stderr=out)
    stack.callback(process.wait)
    stack.callback(process.terminate)


def _ready(running: Running, port: int) -> bool:
    if not running.ca_file.exists():
        return False
    trust = ssl.create_default_context(cafile=running.ca_file)
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=2, context=trust)
    try:
        connection.request("GET", "/readyz", headers={"Authorization": "Bearer admin"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
