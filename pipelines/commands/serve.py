"""`duizhang serve`: the explorer's pages in the browser."""

import os
import sys
from importlib.util import find_spec
from typing import Annotated

import typer

from pipelines import DuizhangError
from pipelines.commands._options import DATA_DIR, DataDir

HELP = """Show the published tables in the browser: compare bodies, see a number on its page, quality, search.

Needs the extra `explorer`. Ends with Ctrl-C. Nothing is asked of any other machine.

Examples:

    duizhang serve

    duizhang serve --data-dir work --port 8600
"""


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("serve", help=HELP)(serve)


def serve(
    port: Annotated[int, typer.Option("--port", "-p", min=1, max=65535, help="Port to listen on.")] = 8501,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all of this machine.")] = "127.0.0.1",
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Run the verb: see HELP."""
    if find_spec("streamlit") is None:
        raise DuizhangError(
            "the pages need the extra `explorer`: make setup EXTRAS=explorer, or pip install 'duizhang[explorer]'"
        )
    from pipelines.flow.published import database

    database(data_dir)
    options = {
        "server.address": host,
        "server.port": port,
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    typer.echo(f"http://{host}:{port}")
    folder = os.environ["DUIZHANG_DATA_DIR"] = str(data_dir.absolute())
    os.execv(sys.executable, [sys.executable, "-m", "pipelines.explorer", folder, *flags])  # noqa: S606
