"""SQL functions that DuckDB lacks, given to dbt's connections by a plugin of dbt-duckdb (named in dbt/profiles.yml).

Belongs here: pure functions of text. Does not belong here: anything that SQL can say itself.
"""

import unicodedata

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection
from duckdb.sqltypes import VARCHAR


def nfkc(text: str) -> str:
    """Compatibility forms folded: full-width letters and brackets, radicals that stand for characters."""
    return unicodedata.normalize("NFKC", text)


class Plugin(BasePlugin):
    """Found by dbt-duckdb under this name."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Add the functions to a new connection. NULL in, NULL out."""
        conn.create_function("nfkc", nfkc, [VARCHAR], VARCHAR)
