"""The command `python -m pipelines.samples [--out FOLDER] [--font PATH]`: writes the sample PDFs and their sidecars.

Belongs here: arguments, messages, exit status (2 where there is no usable font). Does not: any typesetting.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pipelines.samples import FontError, write


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m pipelines.samples", description="Typeset the sample disclosures.")
    parser.add_argument(
        "--out", type=Path, default=Path("data/raw/samples"), help="folder of the PDFs (default: data/raw/samples)"
    )
    parser.add_argument("--font", type=Path, help="TrueType font with Chinese characters to embed")
    options = parser.parse_args(arguments)
    try:
        paths = write(options.out, options.font)
    except FontError as error:
        sys.stderr.write(f"samples: {error}\n")
        return 2
    for path in paths:
        sys.stdout.write(f"{path}  {path.stat().st_size / 1024:.0f} KB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
