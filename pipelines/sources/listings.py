"""What a publisher offers, as inputs of the archive; and which publisher an archived document belongs to.

Belongs here: from a publisher's description to single files and addresses. Does not belong here: opening or fetching them
(pipelines/archive), the description itself (publisher.py).
"""

from collections.abc import Iterable
from pathlib import Path

from pipelines.archive import LOCAL, ArchivedDocument, Input, InputError
from pipelines.archive.inputs import FoundFile, find
from pipelines.archive.sidecar import read_sidecar, sidecar_path
from pipelines.sources.publisher import ADDRESSES, Publisher, publishers


def partitions() -> list[str]:
    """Every id a document can belong to: the configured publishers, and `local` for files that belong to none of them."""
    return [*publishers(), LOCAL]


def listing(source_id: str, data_dir: Path) -> list[Input]:
    """What a publisher offers now, in a fixed order; for `local` the files of configured folders that name no configured publisher.

    A portal offers nothing here: what it lists is found by visiting it (pipelines/discovery), at night and by nobody who only runs.

    Raises KeyError for an id that is not configured. A folder that does not exist offers nothing.
    """
    if source_id == LOCAL:
        folders = sorted({publisher.path for publisher in publishers().values() if publisher.path})
        return [entry for folder in folders for entry in _of_folder(data_dir, folder, LOCAL)]
    publisher = publishers()[source_id]
    if publisher.kind == ADDRESSES:
        return [
            Input(
                entry.url,
                source_id,
                publisher.name,
                title=entry.title,
                published_date=entry.published_date,
                region_code=publisher.region_code,
            )
            for entry in publisher.documents
        ]
    return _of_folder(data_dir, publisher.path, source_id) if publisher.path else []


def configured_inputs(data_dir: Path) -> list[Input]:
    """What a run reads when nothing is named: every publisher's listing, in a fixed order."""
    return [entry for source_id in partitions() for entry in listing(source_id, data_dir)]


def portals(*, unverified: bool = False) -> list[Publisher]:
    """The portals that a night visits unasked: the verified ones, and the others too where they are wanted."""
    found = (publisher for publisher in publishers().values() if publisher.portal)
    return [publisher for publisher in found if publisher.portal and (unverified or publisher.portal.is_verified)]


def source_of(document: ArchivedDocument) -> str:
    """The id in `partitions()` that a document belongs to by its publisher's name, wherever it came from; `local` for all others."""
    names = {publisher.name: source_id for source_id, publisher in publishers().items()}
    return names.get(document.publisher, LOCAL)


def documents_of(source_id: str, documents: Iterable[ArchivedDocument]) -> list[ArchivedDocument]:
    """The documents that belong to an id of `partitions()`, in the order given."""
    names = {publisher.name: known for known, publisher in publishers().items()}
    return [document for document in documents if names.get(document.publisher, LOCAL) == source_id]


def _of_folder(data_dir: Path, folder: str, source_id: str) -> list[Input]:
    """A folder's PDFs whose sidecar names that publisher; for `local` those that name no publisher with this folder.

    Raises InputError where the folder, or one below it, cannot be looked into.
    """
    if not (data_dir / folder).is_dir():
        return []
    owners = {publisher.name: publisher for publisher in publishers().values() if publisher.path == folder}
    inputs = []
    for found in find([Input(str(data_dir / folder))], data_dir):
        if not isinstance(found, FoundFile):
            raise found if isinstance(found, InputError) else TypeError(found)
        beside = sidecar_path(found.path)
        owner = owners.get(read_sidecar(beside).facts.get("publisher", "")) if beside else None
        if (owner.source_id if owner else LOCAL) == source_id:
            name = owner.name if owner else LOCAL
            inputs.append(Input(str(found.path), source_id, name, file_name=found.file_name))
    return inputs
