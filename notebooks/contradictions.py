"""Where disclosures contradict themselves: identities that do not hold, whose mistake each is, and what else disagrees.

    marimo edit notebooks/contradictions.py        # or: python notebooks/contradictions.py

Reads the published copy in DUIZHANG_DATA_DIR (default: data). Needs the extra `explorer`.
"""

import marimo

app = marimo.App(width="medium", app_title="Contradictions | 自相矛盾之处")


@app.cell
def _():
    import os
    from pathlib import Path

    import altair as alt
    import marimo as mo

    from pipelines.flow.published import connect

    connection = connect(Path(os.environ.get("DUIZHANG_DATA_DIR", "data")))
    return alt, connection, mo


@app.cell
def _(mo):
    mo.md("""
    # Where disclosures contradict themselves | 自相矛盾之处

    A total is the sum of its parts, a subtotal of its lines, a figure in two forms is the same. Where that fails and a second reader saw the same text in every
    cell (`cause` is `publisher`), the document was published so.

    合计等于各部分之和，小计等于所属各行之和，同一数字在两张表中应相同。
    若不成立，而第二种读取方式在各单元格中看到的文字相同（`cause` 为 `publisher`），则公布的文件本身如此。
    """)


@app.cell
def _(connection):
    open_identities = connection.execute("""
        select
            region_name, department_name, fiscal_year, file_name, form, check_id, scope, measure, expected_yuan, actual_yuan,
            difference_yuan, coalesce(cause, 'not settled') as cause,
            abs(difference_yuan) / nullif(greatest(abs(expected_yuan), abs(actual_yuan)), 0) as share
        from checks
        inner join documents using (document_id)
        where checks.status = 'mismatch' and is_current
        order by abs(difference_yuan) desc, file_name, check_number
    """).pl()
    open_identities
    return (open_identities,)


@app.cell
def _(connection):
    # Every identity that could be judged stands below the line: a city with many documents has more to get wrong.
    by_city = connection.execute("""
        select
            region_name,
            count(*) as judged,
            count(*) filter (checks.status = 'mismatch') as open,
            count(*) filter (checks.status = 'mismatch' and cause = 'publisher') as by_publisher,
            count(distinct document_id) filter (checks.status = 'mismatch') as documents_with_open,
            count(distinct document_id) as documents
        from checks
        inner join documents using (document_id)
        where checks.status <> 'insufficient' and is_current
        group by region_name
        order by open / judged desc, region_name
    """).pl()
    by_city
    return (by_city,)


@app.cell
def _(alt, by_city):
    chart = (
        alt.Chart(by_city.with_columns(per_thousand=by_city["open"] / by_city["judged"] * 1000))
        .mark_bar()
        .encode(
            y=alt.Y("region_name:N", title=None, sort="-x"),
            x=alt.X("per_thousand:Q", title="open identities of 1,000 judged | 每千条可判断勾稽中不成立的条数"),
            tooltip=["region_name", "open", "by_publisher", "judged", "documents"],
        )
        .properties(width=520)
    )
    chart
    return (chart,)


@app.cell
def _(connection):
    # What the text says against what the form prints; an older copy has no such table.
    known = connection.execute("select 1 from duckdb_tables() where table_name = 'claims'").fetchall()
    statements = (
        connection.execute("""
            select region_name, department_name, fiscal_year, page, subject, value, unit, linked_form, linked_code, text
            from claims
            inner join documents using (document_id)
            where claims.status = 'disagrees' and is_current
            order by file_name, claim_number
        """).pl()
        if known
        else None
    )
    statements
    return (statements,)


if __name__ == "__main__":
    app.run()
