"""Runs the SQL examples of the READMEs and the cookbook on the samples and keeps their printed answers true.

Belongs here: filling and comparing the answer below each ```sql block. Does not belong here: the examples themselves (README.md, cookbook.md).

    python docs/examples.py          # rewrite the answers in both READMEs and both cookbooks
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")
COOKBOOKS = ("docs/cookbook.md", "docs/cookbook.zh-CN.md")
BLOCK = re.compile(r"(```sql\n)(.*?)(```\n+```text\n)(.*?)(```)", re.DOTALL)


def answered(text: str, data_dir: Path) -> str:
    """The text with the answer of every ```sql block written into the ```text block below it."""
    from pipelines.cli import app

    def fill(match: re.Match[str]) -> str:
        # The command itself, in this process: a page holds twenty questions.
        answer = CliRunner().invoke(app, ["sql", match[2], "--data-dir", str(data_dir)], catch_exceptions=False)
        if answer.exit_code:
            raise ValueError(f"{match[2]}: {answer.output}")
        lines = [line.rstrip() for line in answer.stdout.splitlines()]
        return match[1] + match[2] + match[3] + "\n".join(lines).strip("\n") + "\n" + match[5]

    return BLOCK.sub(fill, text)


def main() -> None:
    """Read the samples into a folder of its own and rewrite the pages."""
    with tempfile.TemporaryDirectory() as folder:
        samples = str(ROOT / "data" / "raw" / "samples")
        subprocess.run(
            [sys.executable, "-m", "pipelines.cli", "run", samples, "--data-dir", folder], cwd=ROOT, check=True
        )
        for name in (*READMES, *COOKBOOKS):
            path = ROOT / name
            path.write_text(answered(path.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
