"""The 12345 hotline centres of several cities side by side: what they spend, on what, and how far their figures can be trusted.

    marimo edit notebooks/peers_12345.py        # or: python notebooks/peers_12345.py

Reads the published copy in DUIZHANG_DATA_DIR (default: data). Needs the extra `explorer`.
"""

import marimo

app = marimo.App(width="medium", app_title="12345 centres | 12345 热线中心")


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
    # 12345 centres | 12345 热线中心

    Centres that answer the hotline 12345 or run the platform behind it (“智慧…” in Fuzhou) differ in size, level and tasks: a total beside another
    says little before one knows what is in it. So the shares by function come first, and every row carries its grade.

    受理 12345 热线或运行其平台的中心，规模、层级、职责都不同，总数不能直接相比。先看支出结构，再看金额；每一行都带质量等级。
    """)


@app.cell
def _(connection):
    centres = connection.execute("""
        select
            department_id, department_name, region_name, entity_level, fiscal_year, quality_grade, check_share,
            coalesce(final_expenditure_yuan, budget_expenditure_yuan) as expenditure_yuan,
            if(final_expenditure_yuan is null, 'budget', 'final') as kind
        from department_years
        left join (select region_code, any_value(region_name) as region_name from documents group by region_code) using (region_code)
        where starts_with(peer_group, '12345') and expenditure_yuan is not null
        order by region_code, department_name, fiscal_year, entity_level
    """).pl()
    centres
    return (centres,)


@app.cell
def _(centres, connection):
    # The first level of the functional classification, as the expenditure form of each centre prints it.
    functions = connection.execute(
        """
        select centres.department_name || ' ' || centres.fiscal_year as centre, code, any_value(line_name) as line_name,
            sum(amount_yuan) / 10000 as ten_thousand_yuan
        from centres
        inner join amounts using (department_id, fiscal_year, entity_level)
        inner join (select document_id from documents where is_current) using (document_id)
        where form = centres.kind || '_expenditure' and measure = 'total' and code_system = 'functional' and length(code) = 3
        group by centres.department_name, centres.fiscal_year, centres.kind, code, document_id
        order by centre, code
        """
    ).pl()
    functions
    return (functions,)


@app.cell
def _(alt, functions):
    structure = (
        alt.Chart(functions)
        .mark_bar()
        .encode(
            y=alt.Y("centre:N", title=None, axis=alt.Axis(labelLimit=320)),
            x=alt.X(
                "ten_thousand_yuan:Q",
                stack="normalize",
                title="share of expenditure | 支出结构",
                axis=alt.Axis(format="%"),
            ),
            color=alt.Color("line_name:N", title="function | 功能分类"),
            tooltip=["centre", "code", "line_name", alt.Tooltip("ten_thousand_yuan", format=",.2f")],
        )
        .properties(width=460)
    )
    structure
    return (structure,)


@app.cell
def _(alt, centres):
    size = (
        alt.Chart(centres.with_columns(million=centres["expenditure_yuan"].cast(float) / 1e6))
        .mark_bar()
        .encode(
            y=alt.Y("department_name:N", title=None, sort="-x", axis=alt.Axis(labelLimit=320)),
            yOffset="fiscal_year:O",
            x=alt.X("million:Q", title="expenditure, million yuan | 支出（百万元）"),
            color=alt.Color("quality_grade:N", title="grade | 质量等级"),
            tooltip=[
                "department_name",
                "fiscal_year",
                "kind",
                "entity_level",
                alt.Tooltip("million", format=",.2f"),
                "check_share",
            ],
        )
        .properties(width=460)
    )
    size
    return (size,)


@app.cell
def _(mo):
    mo.md("""
    What keeps these apart: a budget is not final accounts (`kind`), a department includes its units (`entity_level`), and a centre that also runs the city's
    data platform spends under 206 or 215 what another city books elsewhere.

    不可比之处：预算与决算不同（`kind`）；部门含所属单位（`entity_level`）；兼管城市数据平台的中心，其支出列在 206 或 215 类，别的城市可能列在别处。
    """)


if __name__ == "__main__":
    app.run()
