"""Which pages of a PDF may show a picture.

Here: what the file's own structure says of each page. Not here: where pictures lie and what they are (reading/pictures).
"""

import logging

log = logging.getLogger(__name__)


def pages_with_pictures(data: bytes, count: int) -> frozenset[int]:
    """Numbers of the pages of a PDF that may show a picture: those that name an outer object, of all `count` of them. A picture is a stream,
    which is never packed, so that its kind stands in plain bytes, and a page that shows one names it or a form that holds it. Loading
    a page and going through its objects takes as long as reading its text, and of 100 pages 4 name any."""
    if b"/Image" not in data:
        return frozenset()
    import playa
    from playa.pdftypes import dict_value

    logging.getLogger("playa").setLevel(logging.ERROR)
    try:
        document = playa.parse(data)  # its pages do not keep it
        found = [bool(dict_value(page.resources.get("XObject", {}))) for page in document.pages]
    except Exception as error:  # noqa: BLE001 - whatever it raises for what PDFium reads all the same: each page is looked at
        log.debug("resources of pages: %s", error)
        found = []
    if len(found) != count:
        return frozenset(range(1, count + 1))
    return frozenset(number for number, names in enumerate(found, 1) if names)
