"""Whose forms they are: levels, regions, and several bodies' forms in one file.

Here: covers, captions and headings of bodies of many kinds, with made-up figures. Not here: what the forms hold (test_traps*.py).
"""

from dataclasses import replace

import pytest

from pipelines.reading.document import Reading, read_document
from pipelines.samples import Cover, FormTable, Heading, Layout, Paragraph, change, typeset
from tests.golden.traps.forms import rows

YEAR = 2026


def forms(body: str, factor: int = 1, label: str = "单位") -> list[FormTable]:
    a, b = f"{4 * factor}.00", f"{5 * factor}.00"
    total = f"{9 * factor}.00"
    return [
        FormTable(title="收支总表", number="公开01表", body=f"{label}：{body}", unit="单位：万元", header=rows("收入 | < | 支出 | <\n项目 | 预算数 | 项目 | 预算数"),
                  rows=rows(f"一、一般公共预算拨款收入 | {total} | 一、教育支出 | {total}\n收入总计 | {total} | 支出总计 | {total}")),
        FormTable(title="支出总表", number="公开03表", body=f"{label}：{body}", unit="单位：万元", header=rows("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"),
                  rows=rows(f"| 合计 | {total} | {a} | {b}\n205 | 教育支出 | {total} | {a} | {b}\n20502 | 普通教育 | {total} | {a} | {b}")),
        FormTable(title="一般公共预算支出表", number="公开05表", body=f"{label}：{body}", unit="单位：万元", header=rows("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"),
                  rows=rows(f"| 合计 | {total} | {a} | {b}\n205 | 教育支出 | {total} | {a} | {b}\n20502 | 普通教育 | {total} | {a} | {b}")),
    ]  # fmt: skip


def disclosure(*cover: str, body: str, paragraph: str = "", label: str = "单位") -> Reading:
    parts = [
        Cover(cover),
        Heading("第一部分 单位概况", 1),
        Paragraph(paragraph or f"{body}的主要职责是：贯彻执行有关法律法规。"),
        Heading("第二部分 预算公开表", 1),
    ]
    return read_document(typeset([*parts, *forms(body, label=label)], change(Layout(), {"orientation": "landscape"})))


def head(reading: Reading, *names: str) -> tuple:
    return tuple(reading.tables["documents"][0][name] for name in names)


# ----------------------------------------------------------------------------------------------- levels and regions
@pytest.mark.parametrize(("cover", "body", "region", "level"), [
    (("中华人民共和国青岛海关", "2026年部门预算"), "中华人民共和国青岛海关", "000000", None),
    (("中华人民共和国上海海关2026年预算",), "中华人民共和国上海海关", "000000", "unit"),
    (("国家税务总局苏州市税务局", "2026年度部门预算"), "国家税务总局苏州市税务局", "000000", None),
    (("中国地震局地质研究所", "2026年单位预算"), "中国地震局地质研究所", "000000", "unit"),
    (("新疆生产建设兵团第八师石河子市教育局", "2026年部门预算公开"), "新疆生产建设兵团第八师石河子市教育局", "659001", "department"),
    (("第十四师昆玉市财政局", "2026年度部门预算公开"), "第十四师昆玉市财政局", "659009", "department"),
    (("兵团第十师农业农村局2026年部门预算",), "兵团第十师农业农村局", "659005", "department"),
    (("新疆生产建设兵团财政局2026年部门预算",), "新疆生产建设兵团财政局", "650000", "department"),
    (("西安电子科技大学", "2026年部门预算"), "西安电子科技大学", None, None),
    (("山东大学2026年单位预算",), "山东大学", None, "unit"),
    (("苏州工业园区教育局", "2026年度部门预算公开"), "苏州工业园区教育局", "320500", "department"),
    (("广州经济技术开发区管理委员会", "2026年部门预算"), "广州经济技术开发区管理委员会", None, "department"),
    (("天津滨海高新技术产业开发区管理委员会2026年部门预算",), "天津滨海高新技术产业开发区管理委员会", None, "department"),
    (("贵州贵安新区管理委员会", "2026年部门预算"), "贵州贵安新区管理委员会", None, "department"),
    (("上海市浦东新区教育局", "2026年度部门预算"), "上海市浦东新区教育局", "310115", "department"),
    (("长沙市岳麓区望城坡街道办事处", "2026年部门预算"), "长沙市岳麓区望城坡街道办事处", "430104", "department"),
    (("湖州市德清县莫干山镇人民政府", "2026年部门预算"), "湖州市德清县莫干山镇人民政府", "330521", "department"),
    (("江西省南昌市进贤县民和镇人民政府2026年部门预算",), "江西省南昌市进贤县民和镇人民政府", "360124", "department"),
    (("四川省成都市武侯区教育局机关", "2026年单位预算"), "四川省成都市武侯区教育局", "510107", "head_office"),
    (("杭州市西湖区人民检察院", "2026年部门预算"), "杭州市西湖区人民检察院", "330106", "department"),
    (("河北雄安新区管理委员会公共服务局2026年部门预算",), "河北雄安新区管理委员会公共服务局", "130000", "department"),
    (("大连市金普新区教育和文化旅游局", "2026年部门预算"), "大连市金普新区教育和文化旅游局", "210200", "department"),
    (("乌鲁木齐市天山区教育局", "2026年度部门预算公开报告"), "乌鲁木齐市天山区教育局", "650102", "department"),
    (("延边朝鲜族自治州财政局", "2026年部门预算"), "延边朝鲜族自治州财政局", "222400", "department"),
    (("恩施土家族苗族自治州利川市教育局2026年部门预算",), "恩施土家族苗族自治州利川市教育局", "422802", "department"),
    (("鄂尔多斯市准格尔旗财政局", "2026年部门预算公开报告"), "鄂尔多斯市准格尔旗财政局", "150622", "department"),
    (("海南省三亚市吉阳区教育局", "2026年部门预算"), "海南省三亚市吉阳区教育局", "460203", "department"),
    (("东莞市厚街镇人民政府", "2026年部门预算"), "东莞市厚街镇人民政府", "441900", "department"),
    (("武汉东湖新技术开发区管理委员会教育局", "2026年部门预算"), "武汉东湖新技术开发区管理委员会教育局", None, "department"),
    (("武汉市第一中学2026年单位预算",), "武汉市第一中学", "420100", "unit"),
    (("重庆市渝中区朝天门街道办事处2026年部门预算情况说明",), "重庆市渝中区朝天门街道办事处", "500103", "department"),
    (("深圳市宝安区福永街道办事处2026年部门预算",), "深圳市宝安区福永街道办事处", "440306", "department"),
    (("中共福州市鼓楼区委宣传部", "2026年部门预算"), "中共福州市鼓楼区委宣传部", "350102", "department"),
    (("沈阳市大东区人民代表大会常务委员会办公室", "2026年部门预算"), "沈阳市大东区人民代表大会常务委员会办公室", "210104", "department"),
])  # fmt: skip
def test_the_body_its_region_and_level(
    cover: tuple[str, ...], body: str, region: str | None, level: str | None
) -> None:
    found = head(disclosure(*cover, body=body), "department_name", "region_code", "entity_level", "fiscal_year", "kind")
    wanted = (body, region, level, YEAR, "budget")
    assert [f for f, w in zip(found, wanted, strict=True) if w is not None] == [w for w in wanted if w is not None]


@pytest.mark.parametrize(
    "label",
    [
        "部门",
        "单位名称",
        "编制单位",
        "预算单位",
        "部门名称",
        "填报单位",
        "部门（单位）名称",
        "编报单位",
        "公开单位",
        "部门（单位）",
    ],
)
def test_a_caption_alone_names_the_body(label: str) -> None:
    """Tables alone: no cover, only captions beside each form."""
    data = typeset(forms("成都市武侯区教育局", label=label), change(Layout(), {"orientation": "landscape"}))
    assert head(read_document(data), "department_name", "region_code") == ("成都市武侯区教育局", "510107")


# ---------------------------------------------------------------------------------------- several bodies in one file
BODIES = ("长沙市岳麓区教育局", "长沙市岳麓区第一小学", "长沙市岳麓区第二小学")


def compiled(covers: bool, captions: bool, label: str = "单位", by_form: bool = False) -> bytes:
    """The department's forms and those of two schools in one file: body by body, or form by form."""
    parts: list = [Cover(("长沙市岳麓区教育局", "2026年部门预算公开"))]
    sets = []
    for factor, body in enumerate(BODIES, 1):
        own = forms(body, factor, label)
        sets.append(own if captions else [FormTable(f.title, f.header, f.rows, f.unit, f.number) for f in own])
    if by_form:
        parts += [form for same in zip(*sets, strict=True) for form in same]
    for factor, own in enumerate([] if by_form else sets):
        parts += [Cover((BODIES[factor], "2026年单位预算" if factor else "2026年部门预算"))] if covers else []
        parts += own
    return typeset(parts, change(Layout(), {"orientation": "landscape", "new_page": True}))


@pytest.mark.parametrize("by_form", [False, True])
@pytest.mark.parametrize(("covers", "captions"), [(True, True), (True, False), (False, True)])
def test_sets_of_forms_of_several_bodies_stay_apart(covers: bool, captions: bool, by_form: bool) -> None:
    if by_form and not captions:
        return  # form by form, only captions say whose they are
    reading = read_document(compiled(covers, captions, by_form=by_form))
    amounts = reading.tables["amounts"]
    found = [(a["row_body"], a["amount_yuan"], a["is_total"]) for a in amounts if a["form"] == "budget_expenditure" and a["line_name"] == "合计" and a["measure"] == "total"]  # fmt: skip
    assert found == [(None, 90000, True), (BODIES[1], 180000, False), (BODIES[2], 270000, False)]
    leaves = [a for a in amounts if a["is_leaf"] and a["form"] == "budget_expenditure" and a["measure"] == "total"]
    assert sum(a["amount_yuan"] for a in leaves) == 90000, "no sum of a document counts the forms of its units too"
    assert head(reading, "department_name") == (BODIES[0],)
    checks = reading.tables["checks"]
    assert [c["check_id"] for c in checks if c["status"] == "mismatch"] == []
    assert {b for b in BODIES if any(c["scope"].startswith(b + " ") for c in checks)} == set(BODIES[1:])


def test_an_identity_that_a_school_breaks_is_said_to_be_the_school_s() -> None:
    parts: list = [Cover(("长沙市岳麓区教育局", "2026年部门预算公开"))]
    for factor, body in enumerate(BODIES[:2], 1):
        summary, coded, general = forms(body, factor)
        if factor == 2:
            coded = replace(
                coded, rows=tuple(tuple("7.00" if cell == "8.00" else cell for cell in row) for row in coded.rows)
            )
        parts += [summary, coded, general]
    checks = read_document(typeset(parts, change(Layout(), {"orientation": "landscape", "new_page": True}))).tables[
        "checks"
    ]
    broken = {c["scope"].split()[0] for c in checks if c["status"] == "mismatch"}
    assert broken == {BODIES[1]}


def test_a_form_printed_twice_for_one_body_is_no_other_set() -> None:
    own = forms(BODIES[0])
    parts: list = [Cover((BODIES[0], "2026年部门预算公开")), *own, own[1]]
    reading = read_document(typeset(parts, change(Layout(), {"orientation": "landscape", "new_page": True})))
    assert {a["row_body"] for a in reading.tables["amounts"]} == {None}


def test_a_shorter_name_of_the_same_body_is_no_other_set() -> None:
    parts = [Cover((BODIES[0], "2026年部门预算公开")), *forms(BODIES[0]), *forms("岳麓区教育局")]
    reading = read_document(typeset(parts, change(Layout(), {"orientation": "landscape", "new_page": True})))
    assert {a["row_body"] for a in reading.tables["amounts"]} == {None}
