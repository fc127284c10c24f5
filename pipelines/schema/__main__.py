"""`python -m pipelines.schema [--write]`: writes the files that are made from the schema, or names those that differ from it (exit status 1)."""

import argparse
import sys
from pathlib import Path

from pipelines.schema.generate import drift, write


def main() -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.schema", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the generated files of the checkout")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2], help="root of the checkout")
    arguments = parser.parse_args()
    if arguments.write:
        for path in write(arguments.root):
            sys.stdout.write(f"wrote {path.relative_to(arguments.root)}\n")
        return 0
    differing = drift(arguments.root)
    for path in differing:
        sys.stdout.write(f"{path.relative_to(arguments.root)} differs from the schema\n")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
