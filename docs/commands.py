"""Writes the reference of the command line from the program itself.

Belongs here: the page's form. Does not belong here: any help text (it stands with its verb in pipelines/commands).

    python docs/commands.py          # rewrite docs/commands.md
"""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

from pipelines.cli import app

PAGE = Path(__file__).resolve().with_name("commands.md")
NOTICE = "<!-- Made by `python docs/commands.py` from the program: change the help texts in pipelines/commands, not this page. -->"


def reference() -> str:
    """The page: every verb, also those within a group, with its usage, arguments, options and examples."""
    lines = [NOTICE, "", "# Commands", ""]
    for name, command in _verbs(get_command(app), "duizhang"):
        lines += [f"## {name}", "", "```", f"{name} {_usage(command)}".rstrip(), "```", ""]
        lines += [*inspect.cleandoc(command.help or "").splitlines(), ""]
        rows = [row for parameter in command.params if (row := _row(parameter))]
        if rows:
            lines += ["| name | meaning | default |", "|---|---|---|", *rows, ""]
    return "\n".join(lines)


def _verbs(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    for verb, child in sorted(getattr(command, "commands", {}).items()):
        if getattr(child, "commands", None):
            if child.invoke_without_command:
                yield f"{name} {verb}", child
            yield from _verbs(child, f"{name} {verb}")
        else:
            yield f"{name} {verb}", child


def _usage(command: Any) -> str:
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    words = [_name(one) if one.required else f"[{_name(one)}]" for one in arguments]
    options = ["[OPTIONS]"] if len(arguments) < len(command.params) else []
    return " ".join([*options, *words])


def _name(argument: Any) -> str:
    return (argument.metavar or argument.name).upper() + ("..." if argument.nargs == -1 else "")


def _row(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        name = _name(parameter)
    else:
        name = ", ".join((*parameter.opts, *parameter.secondary_opts))
    default = parameter.default if isinstance(parameter.default, str | int | float | Path) else None
    shown = "" if default is None or default is False else str(default)
    said = (parameter.help or "").replace("|", "\\|")
    environment = f" Environment: `{parameter.envvar}`." if parameter.envvar else ""
    name = name.replace("|", "\\|")
    return f"| `{name}` | {said}{environment} | {f'`{shown}`' if shown else ''} |"


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
