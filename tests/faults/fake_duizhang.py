"""The command `duizhang` with the fake reader in place of the real one; for tests that need a process to send signals to."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[2])]

from pipelines import flow  # noqa: E402
from pipelines.cli import main  # noqa: E402

flow.DEFAULT_READER = "fake_reader:read_document"
main()
