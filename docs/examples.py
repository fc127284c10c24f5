"""Runs the SQL examples of the READMEs on the samples and keeps their printed answers true.

Belongs here: filling and comparing the answer below each ```sql block. Does not belong here: the examples themselves (README.md).

    python docs/examples.py          # rewrite the answers in README.md and README.zh-CN.md
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")
BLOCK = re.compile(r"(```sql\n)(.*?)(```\n+```text\n)(.*?)(```)", re.DOTALL)


def answered(text: str, data_dir: Path) -> str:
    """The text with the answer of every ```sql block written into the ```text block below it."""

    def fill(match: re.Match[str]) -> str:
        command = [sys.executable, "-m", "pipelines.cli", "sql", match[2], "--data-dir", str(data_dir)]
        answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        lines = [line.rstrip() for line in answer.splitlines()]
        return match[1] + match[2] + match[3] + "\n".join(lines).strip("\n") + "\n" + match[5]

    return BLOCK.sub(fill, text)


def main() -> None:
    """Read the samples into a folder of its own and rewrite the READMEs."""
    with tempfile.TemporaryDirectory() as folder:
        samples = str(ROOT / "data" / "raw" / "samples")
        subprocess.run(
            [sys.executable, "-m", "pipelines.cli", "run", samples, "--data-dir", folder], cwd=ROOT, check=True
        )
        for name in READMES:
            path = ROOT / name
            path.write_text(answered(path.read_text(encoding="utf-8"), Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
