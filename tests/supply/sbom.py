"""`make sbom`: the bill of materials of what runs in production, as CycloneDX JSON in build/sbom.json.

Every package of the lock that Lookout reaches, with its digests, licence, purl and what it requires. The same lock
gives the same bytes: nothing in it is of the moment, the serial number is derived from the lock.
"""

import json
import sys
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from tests.supply.licences import licence_of
from tests.supply.lock import LOCK, ROOT, Locked, direct, locked, runtime, version

WHERE = ROOT / "build" / "sbom.json"


def main() -> None:
    """Write it; to another file if one is named."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else WHERE
    file.parent.mkdir(parents=True, exist_ok=True)
    text = sbom(LOCK.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    print(f"{file}: {len(json.loads(text)['components'])} packages")


def sbom(lock: str) -> str:
    """The document for a lock."""
    packages = locked(lock)
    reached = runtime(packages)
    parts = {name: _component(packages[name]) for name in reached}
    itself = Component(
        type=ComponentType.APPLICATION,
        name="lookout",
        version=version(),
        bom_ref="lookout",
        licenses=[LicenseFactory().make_from_string("Apache-2.0")],
    )
    bom = Bom(components=parts.values(), serial_number=uuid5(NAMESPACE_URL, lock))
    bom.metadata.component = itself
    bom.register_dependency(itself, [parts[canonicalize_name(one.name)] for one in direct()])
    for name, needs in reached.items():
        bom.register_dependency(parts[name], [parts[one] for one in sorted(needs)])
    told = json.loads(JsonV1Dot6(bom).output_as_string())
    del told["metadata"]["timestamp"]
    return json.dumps(told, indent=1, sort_keys=True) + "\n"


def _component(package: Locked) -> Component:
    licence = licence_of(package.name)
    return Component(
        type=ComponentType.LIBRARY,
        name=package.name,
        version=package.version,
        bom_ref=package.name,
        purl=PackageURL("pypi", name=package.name, version=package.version),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in package.sha256],
        licenses=[LicenseFactory().make_from_string(licence)] if licence else [],
    )


if __name__ == "__main__":
    main()
