"""Starts the pages with what they need already loaded: the first visitor does not wait for it.

    python -m pipelines.explorer DIR FLAG...        # what `duizhang serve` does, FLAGs being Streamlit's

Belongs here: the start. Does not belong here: options for people (pipelines/commands/serve.py).
"""

import sys
from contextlib import closing, suppress
from importlib import import_module
from pathlib import Path

from pipelines.explorer.data import compare
from pipelines.flow.errors import NothingPublishedError
from pipelines.flow.published import connect

# Streamlit brings pandas and pyarrow, and loads them with the first table.
LOADED = ("altair", "pandas", "polars", "pyarrow", "pypdfium2", "streamlit.elements.arrow", "yaml")


def main() -> None:
    """Load, ask one question, hand over to Streamlit."""
    data_dir, flags = Path(sys.argv[1]), sys.argv[2:]
    for name in LOADED:
        import_module(name)
    with suppress(NothingPublishedError), closing(connect(data_dir)) as connection:
        compare.figures(connection, compare.Selection(), next(iter(compare.FIGURES)))
    from streamlit.web import cli

    sys.argv = ["streamlit", "run", str(Path(__file__).with_name("app.py")), *flags]
    cli.main()


if __name__ == "__main__":
    main()
