"""The command `duizhang`: gathers the verbs of pipelines/commands and says errors as sentences.

Belongs here: what all verbs share. Does not belong here: any verb (one small module each in pipelines/commands, found by itself), nor work
(the packages that verbs call). Nothing heavy is imported before a verb needs it.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pipelines import DuizhangError, __version__, commands

INTERRUPTED = 130


class _Verbs(TyperGroup):
    """Verbs whose errors are for the user to read: no traceback for what the program foresaw."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except DuizhangError as error:
            typer.secho(f"duizhang: {error}", err=True, fg="red")
            raise typer.Exit(1) from error
        except KeyboardInterrupt as error:
            raise typer.Exit(INTERRUPTED) from error


app = typer.Typer(
    cls=_Verbs,
    name="duizhang",
    help="对账: published budgets, final accounts and performance reports in, checked tables out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"duizhang {__version__}")
        raise typer.Exit


@app.callback()
def _all_verbs(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


for _module in sorted(module.name for module in iter_modules(commands.__path__) if not module.name.startswith("_")):
    import_module(f"{commands.__name__}.{_module}").register(app)


def main() -> None:
    """Entry point of the command `duizhang`."""
    app()


if __name__ == "__main__":
    main()
