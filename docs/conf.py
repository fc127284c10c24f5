"""The documentation as a site: Sphinx, Markdown by MyST, no request to any other machine.

Belongs here: settings. Does not belong here: pages.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pygments.lexers import TextLexer
from sphinx.application import Sphinx

from pipelines import __version__

project = "Duizhang 对账"
release = __version__
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["*.py"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "Duizhang 对账"
html_static_path: list[str] = []
html_show_sourcelink = False
html_copy_source = False
# Chinese titles make no ASCII anchors: two of one page may get the same automatic one, which nothing here links to. Links that leave this
# folder lead to files that the site does not hold; whether every link leads to a file, tests/integration/test_readme.py looks after.
suppress_warnings = ["myst.header", "myst.xref_missing"]


def setup(app: Sphinx) -> None:
    """Show the diagrams of pages as they are written: drawing them needs a program from elsewhere."""
    app.add_lexer("mermaid", TextLexer)
