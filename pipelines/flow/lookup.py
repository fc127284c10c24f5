"""Finding one published document and what hangs on it: for the verbs that explain a number.

Belongs here: look-ups by document. Does not belong here: how they are shown (pipelines/commands).
"""

from typing import TYPE_CHECKING, Any

from pipelines import DuizhangError

if TYPE_CHECKING:
    import duckdb

Row = dict[str, Any]
_BY_NAME = r"""
select * from documents
where starts_with(document_id, lower(?)) or regexp_replace(file_name, '^.*/|(\.pdf)+$', '', 'gi') = ?
order by document_id
"""


class NotFoundError(DuizhangError):
    """What was asked for is not published, or the question fits several things."""


def rows(connection: "duckdb.DuckDBPyConnection", query: str, parameters: list[Any] | None = None) -> list[Row]:
    """The answer to a query as dictionaries."""
    answer = connection.execute(query, parameters or [])
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def document(connection: "duckdb.DuckDBPyConnection", name: str) -> Row:
    """The document that an unambiguous prefix of its id, or its file's stem, names.

    Raises NotFoundError where none or several fit.
    """
    stem = name.removesuffix(".pdf")
    found = rows(connection, _BY_NAME, [name, stem])
    if not found:
        raise NotFoundError(
            f"no published document is called {name!r}: give a prefix of its document_id or its file's name without .pdf;"
            " `duizhang sql 'from documents'` lists them"
        )
    if len(found) > 1:
        some = ", ".join(f"{row['document_id'][:12]} ({row['file_name']})" for row in found[:5])
        raise NotFoundError(f"{name!r} fits {len(found)} documents: {some}; give more digits of one document_id")
    return found[0]


def amounts(
    connection: "duckdb.DuckDBPyConnection", document_id: str, form: str, line: str, measure: str | None
) -> list[Row]:
    """Published amounts of a form's line (a code, or a line's name) in one measure or all.

    Raises NotFoundError with what is there instead.
    """
    every = rows(connection, "select * from amounts where document_id = ? order by page, top, x0", [document_id])
    forms = sorted({row["form"] for row in every})
    if form not in forms:
        raise NotFoundError(f"the document has no form {form!r}; it has {', '.join(forms) or 'no amounts at all'}")
    of_form = [row for row in every if row["form"] == form]
    of_line = [row for row in of_form if line in (row["code"], row["line_name"], row["economic_code"])]
    if not of_line:
        lines = list(dict.fromkeys(row["code"] or row["line_name"] for row in of_form))
        raise NotFoundError(f"{form} has no line {line!r}; it has {', '.join(lines[:40])}")
    found = [row for row in of_line if measure in (None, row["measure"])]
    if not found:
        raise NotFoundError(
            f"line {line!r} has no {measure!r}; it has {', '.join(sorted({row['measure'] for row in of_line}))}"
        )
    return found
