"""Whether the published tables are up to date, told quickly and without dbt.

Belongs here: digests of what goes into a publication. Does not belong here: comparing or building.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pipelines import __version__
from pipelines.publish.project import (
    PACKAGE,
    USERS_OWN,
    changes_file,
    curated_dir,
    dbt_project_dir,
    index_file,
    reference_file,
    swap_marker,
)

DATAPACKAGE = "datapackage.json"
# What dbt or an editor leaves in the project folder is no part of it.
_SOURCES = {".csv", ".py", ".sql", ".yaml", ".yml"}


def fingerprint(data_dir: Path) -> str:
    """Digest of what a publication would be made from: the index (which names every reading by its version), the changes of listings, the
    code, the user's own data.

    A reading written again under the same version is not seen here: pipelines/flow keeps note of that.
    """
    digest = hashlib.sha256(code_digest().encode())
    index = index_file(data_dir)
    digest.update(index.read_bytes() if index.is_file() else b"no index")
    for table in USERS_OWN:
        digest.update(reference_file(table, data_dir).read_bytes())
    changes = changes_file(data_dir)
    digest.update(changes.read_bytes() if changes.is_file() else b"")
    return digest.hexdigest()


def published_fingerprint(data_dir: Path) -> str | None:
    """Fingerprint of what is published; None where nothing is, where a file of it is missing, or where a swap was cut short."""
    if swap_marker(data_dir).exists():
        return None
    folder = curated_dir(data_dir)
    try:
        package = json.loads((folder / DATAPACKAGE).read_text(encoding="utf-8"))
        whole = all((folder / file["path"]).stat().st_size == file["bytes"] for file in files(package))
        return package["fingerprint"] if whole and (folder / package["warehouse"]).is_file() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def files(package: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every published file that a data package lists: path, bytes and hash. A table is one file, or several partitions."""
    return [file for resource in package["resources"] for file in resource.get("files", [resource])]


@cache
def code_digest() -> str:
    """Digest of everything that turns readings into published tables: dbt project, schema, this package, reference data, version."""
    digest = hashlib.sha256(__version__.encode())
    roots = {"dbt": dbt_project_dir(), "reference": PACKAGE / "reference"}
    roots |= {name: PACKAGE / name for name in ("publish", "schema")}
    for name, root in roots.items():
        for path in sorted(root.rglob("*")):
            relative = path.relative_to(root)
            if path.suffix in _SOURCES and not {"target", "logs"} & set(relative.parts[:1]):
                digest.update(f"\n{name}/{relative.as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()
