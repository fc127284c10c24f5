"""The name that a download goes by. Belongs here: what a server calls it, made harmless. Does not belong here: judging by it."""

import re
from urllib.parse import unquote

import httpx


def file_name(url: httpx.URL, disposition: str | None) -> str:
    """The name a download goes by: what the server calls it, else the last part of its path, without any folder."""
    name = _from_disposition(disposition or "") or unquote(url.path.rstrip("/").rpartition("/")[2])
    name = re.sub(r"[\x00-\x1f\x7f]", "", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    return name[-150:] or url.host


def _from_disposition(header: str) -> str:
    extended = re.search(r"filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)", header, re.IGNORECASE)
    if extended:
        try:
            return unquote(extended[2], encoding=extended[1], errors="strict")
        except (LookupError, UnicodeDecodeError):
            pass
    plain = re.search(r'filename\s*=\s*(?:"([^"]*)"|([^;]+))', header, re.IGNORECASE)
    if not plain:
        return ""
    name = (plain[1] or plain[2] or "").strip()
    # Portals send the name percent-encoded, or as UTF-8 or GB 18030 bytes, which arrive here one byte a character.
    if "%" in name:
        return unquote(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.encode("latin-1").decode(encoding)
        except UnicodeError:
            continue
    return name
