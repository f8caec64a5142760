"""`make licences`: the licence of every package that runs in production is one that Lookout may be delivered with.

A licence is what a package's own metadata says, as an SPDX expression. What is allowed is listed here with the reason;
anything else fails, also a package that says nothing and is not in the list of those that were looked up by hand.
"""

import sys
from collections.abc import Mapping
from importlib.metadata import PackageMetadata, PackageNotFoundError, distribution

from license_expression import ExpressionError, get_spdx_licensing

from tests.supply.lock import LOCK, Locked, locked, runtime

ALLOWED = {
    "MIT": "permissive: keep the notice",
    "ISC": "permissive: keep the notice",
    "BSD-2-Clause": "permissive: keep the notice",
    "BSD-3-Clause": "permissive: keep the notice",
    "Apache-2.0": "permissive, with a patent grant; Lookout's own",
    "PSF-2.0": "permissive: Python's own",
    "MPL-2.0": "file by file: nothing of it is changed here",
    "LGPL-3.0-only": "a library that is imported as it is and can be replaced: psycopg",
}
"""SPDX ids, with why Lookout may be delivered with them."""
BY_HAND = {
    "colorama": ("BSD-3-Clause", "for Windows only, so not installed where this is checked"),
    "httpx2-jsfetch": ("BSD-3-Clause", "for Python 3.12 and newer only; its own metadata says so there"),
}
"""Packages whose installed metadata cannot be asked or does not say, with what their source says and why it is here."""
CLASSIFIERS = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""Trove's words for the ids above."""
SPDX = get_spdx_licensing()


def main() -> None:
    """Print each package with its licence; 1 if one of them is not allowed."""
    packages = locked(LOCK.read_text(encoding="utf-8"))
    licences = {name: licence_of(name) for name in runtime(packages)}
    for name, licence in licences.items():
        print(f"{name:<24}{licence or '(says nothing)'}")
    wrong = problems(licences, packages)
    print("\n".join(wrong) or f"{len(licences)} packages, every licence allowed")
    sys.exit(1 if wrong else 0)


def licence_of(name: str) -> str:
    """The SPDX expression of an installed package, else of the list by hand, else ""."""
    try:
        said = expression(distribution(name).metadata)
    except PackageNotFoundError:
        said = ""
    return said or BY_HAND.get(name, ("", ""))[0]


def expression(metadata: PackageMetadata) -> str:
    """What a package's metadata says: its expression, its field if that is one, its classifiers."""
    fields = {name: metadata[name] for name in ("License-Expression", "License") if name in metadata}
    told = fields.get("License-Expression") or _known(fields.get("License", ""))
    if told:
        return told
    trove = [
        one.split(" :: ")[-1] for one in metadata.get_all("Classifier") or [] if one.startswith("License")
    ]
    return " AND ".join(sorted({CLASSIFIERS[one] for one in trove if one in CLASSIFIERS}))


def problems(licences: Mapping[str, str], packages: Mapping[str, Locked]) -> list[str]:
    """A line for each package that may not be delivered, and for each exception that is not needed any more."""
    wrong = [
        f"{name} {packages[name].version}: {licence or 'no licence that it names'} is not in the list of {__name__}"
        for name, licence in licences.items()
        if not allowed(licence)
    ]
    return wrong + [
        f"{name}: listed by hand, and nothing needs it" for name in BY_HAND if name not in licences
    ]


def allowed(licence: str) -> bool:
    """Whether an expression can be met with what is allowed: all of an AND, one of an OR."""
    try:
        parsed = SPDX.parse(licence, validate=True)
    except ExpressionError:
        return False
    return parsed is not None and _met(parsed)


def _met(parsed: object) -> bool:
    if isinstance(parsed, SPDX.OR):
        return any(map(_met, parsed.args))
    if isinstance(parsed, SPDX.AND):
        return all(map(_met, parsed.args))
    return str(parsed) in ALLOWED


def _known(field: str) -> str:
    """The old free field, where all of it is an expression of SPDX or a classifier's words."""
    try:
        parsed = SPDX.parse(field, validate=True)
    except ExpressionError:
        return CLASSIFIERS.get(field, "")
    return "" if parsed is None else str(parsed)


if __name__ == "__main__":
    main()
