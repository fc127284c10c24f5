"""A disclosure's figures as the parts of a document: cover, contents, forms in the unit and notation of the sample, a few words.

Belongs here: the way from figures to parts. Does not: pages, rules, fonts.
"""

from decimal import Decimal
from itertools import pairwise

from pipelines.samples.figures import ABOVE, LEFT, NOTHING, UNITS, Disclosure, Form, Project, amount
from pipelines.samples.layout import Layout
from pipelines.samples.manifest import Sample
from pipelines.samples.parts import Contents, Cover, FormTable, Heading, Paragraph, Part

ORDINALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
FUND_TITLES = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
INDICATOR_TITLES = (
    "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施",
)  # fmt: skip
PROJECT_COLUMNS = (4.0, 9.0, 10.0, 19.0, 15.0, 15.0, 7.0, 10.0, 13.0)  # relative widths


def parts_of(disclosure: Disclosure, sample: Sample, layout: Layout) -> list[Part]:
    """Parts of the sample's document."""
    if disclosure.projects:
        return [_project_table(disclosure, project, layout) for project in disclosure.projects]
    parts = disclosure.parts or {}
    return [
        Cover(disclosure.cover),
        Contents(),
        Heading(parts["overview"], 1),
        *(Paragraph(text) for text in disclosure.overview),
        Heading(parts["tables"], 1),
        *(form_table(disclosure, form, sample, layout, n) for n, form in enumerate(disclosure.forms)),
        Heading(parts["narrative"], 1),
        *(Paragraph(text) for text in disclosure.narrative),
    ]


def form_table(disclosure: Disclosure, form: Form, sample: Sample, layout: Layout, n: int) -> FormTable:
    """One form as a table, its amounts in the unit in which the sample prints it."""
    unit = sample.unit_of(form.form) or form.unit
    rows = tuple(
        tuple(
            printed(text, form.unit, unit, layout.group_digits) if column.role == "amount" and text != LEFT else text
            for text, column in zip(row, form.columns, strict=True)
        )
        for row in form.rows
    )
    return FormTable(
        title=form.title,
        header=form.header,
        rows=rows,
        unit=f"{disclosure.unit_label}：{unit}",
        number=form.number,
        body=f"{disclosure.body_label}：{disclosure.body}" if disclosure.body_label else "",
        heading=f"{ORDINALS[n]}、{form.contents}",
        notes=form.notes,
        kinds=tuple(column.role for column in form.columns),
        form=form.form,
    )


def printed(text: str, published: str, unit: str, group_digits: bool) -> str:
    """The amount as a form in that unit prints it; the published digits where the unit is the published one."""
    value = amount(text)
    if text in NOTHING or value is None:
        return text
    if unit != published:
        value = (value * UNITS[published] / UNITS[unit]).quantize(Decimal("0.01"))
    return f"{value:,f}" if group_digits else f"{value:f}"


def _project_table(disclosure: Disclosure, project: Project, layout: Layout) -> FormTable:
    unit, grouped = disclosure.unit, layout.group_digits
    money = [
        [line, LEFT, *(printed(text, unit, unit, grouped) for text in fund[:3]), *fund[3:]]
        for line, *fund in project.funds
    ]
    contacts = [
        [who, LEFT, name, LEFT, how, number, LEFT, LEFT, LEFT] for who, name, how, number in disclosure.contacts
    ]
    rows: list[list[str]] = [
        ["项目名称", LEFT, project.project_name, LEFT, "项目金额", project.project_amount, LEFT, LEFT, LEFT],
        ["主管部门", LEFT, project.supervising_body, LEFT, "实施单位", project.implementing_unit, LEFT, LEFT, LEFT],
        *contacts[:1],
        [f"项目资金（{disclosure.unit}）", "", LEFT, *FUND_TITLES],
        *([ABOVE, *line] for line in money),
        ["年度总体目标", "预期目标", LEFT, LEFT, LEFT, "实际完成情况", LEFT, LEFT, LEFT],
        [ABOVE, disclosure.goal, LEFT, LEFT, LEFT, disclosure.achieved, LEFT, LEFT, LEFT],
        ["年度绩效指标", *INDICATOR_TITLES],
        *([ABOVE, *cells] for cells in _merge_repeats(project.indicators)),
        ["总分", LEFT, LEFT, LEFT, LEFT, LEFT, project.weight_total, project.score_total, "—"],
        *contacts[1:],
    ]
    return FormTable(
        title=disclosure.form_title,
        header=(),
        rows=tuple(tuple(row) for row in rows),
        kinds=("text",) * 9,
        weights=PROJECT_COLUMNS,
    )


def _merge_repeats(indicators: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    """Indicator rows whose repeated first and second levels are merged with the row above."""
    rows = [list(indicators[0])]
    for above, row in pairwise(indicators):
        cells = list(row)
        if row[0] == above[0]:
            cells[0] = ABOVE
            if row[1] == above[1]:
                cells[1] = ABOVE
        rows.append(cells)
    return rows
