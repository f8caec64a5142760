"""Snapshots outside of the store: folders, archives and dumps read; folders written.

The layout is that of `kubectl cluster-info dump --output-directory`, extended (`write_folder` shows all of it). It is
read from a folder, from a tar archive of one, or from the one stream that the command writes without a directory; as
JSON or YAML. `pieces` says where the bytes come from, `scan` and `yamls` take lists apart object by object, `reading`
has them `gathered` into a `Snapshot`, `write` is the way back; `cases` are snapshots with a label each.

Whatever cannot be read is a gap that names it; a file that is not there was simply not read. A list of which a part
is missing is kept and marked incomplete, so that nothing is said not to exist because of it.
"""

from bot.adapters.folder.cases import GOLDEN, labels_in, read_case, read_cases, write_cases
from bot.adapters.folder.reading import read_folder, read_snapshot
from bot.adapters.folder.write import write_folder

__all__ = [
    "GOLDEN",
    "labels_in",
    "read_case",
    "read_cases",
    "read_folder",
    "read_snapshot",
    "write_cases",
    "write_folder",
]
