"""Performance forms as they are laid out over the country, typeset and read: projects, money, indicators, state of the document.

Here: one small document for each layout. Not here: the arithmetic (tests/unit/test_reconcile_performance.py), corpus scores.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.reading.document import Reading, read_document
from pipelines.samples import Cover, FormTable, Paragraph, Part, expected_projects, typeset
from tests.golden.traps.forms import rows

COVER = Cover(("天门市商务局", "2024年度项目支出绩效自评表"))
TARGETS = Cover(("天门市商务局", "2024年度部门预算"))
YUAN = Decimal


def form(title: str, body: str, unit: str = "", **more: Any) -> FormTable:
    return FormTable(title=title, header=(), rows=rows(body), unit=unit, kinds=("text",) * len(rows(body)[0]), **more)


def reading(*parts: Part) -> Reading:
    return read_document(typeset(parts))


def only(found: Reading) -> dict[str, Any]:
    (project,) = found.tables["performance_projects"]
    return project


def values(row: dict[str, Any], names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names.split())


def checks(found: Reading) -> dict[str, set[str]]:
    out: dict[str, set[str]] = {}
    for row in found.tables["checks"]:
        out.setdefault(row["check_id"], set()).add(row["status"])
    return out


NATIONAL = """
项目名称 | < | 信访接待经费 | < | < | < | < | <
主管部门 | < | 天门市商务局 | < | 实施单位 | < | 天门市商务中心 | <
项目资金（万元） |  | 年初预算数 | 全年预算数（A） | 全年执行数（B） | 分值 | 执行率（B/A） | 得分
^ | 年度资金总额 | 100.00 | 120.00 | 108.00 | 10 | 90.00% | 9
^ | 其中：当年财政拨款 | 80.00 | 100.00 | 90.00 | — | — | —
^ | 上年结转资金 | 15.00 | 15.00 | 15.00 | — | — | —
^ | 其他资金 | 5.00 | 5.00 | 3.00 | — | — | —
年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < | <
^ | 做好接待工作 | < | < | 已经完成 | < | < | <
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
产出指标 | 数量指标 | 接待批次 | ≥100批 | 120批 | 30 | 30 |
^ | ^ | 培训次数 | ≥4次 | 3次 | 20 | 15 | 一次推迟
^ | 时效指标 | 办结及时率 | ≥95% | 98% | 20 | 20 |
效益指标 | 社会效益指标 | 诉求解决率 | ≥90% | 92% | 10 | 10 |
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 95% | 10 | 10 |
总分 | < | < | < | < | 100 | 94 | """


def test_the_national_form() -> None:
    found = reading(COVER, form("项目支出绩效自评表", NATIONAL))
    project = only(found)
    assert values(project, "form project_name supervising_body implementing_unit") == (
        "performance_project_evaluation",
        "信访接待经费",
        "天门市商务局",
        "天门市商务中心",
    )
    assert values(project, "approved_yuan adjusted_yuan executed_yuan") == (YUAN(1000000), YUAN(1200000), YUAN(1080000))
    assert values(project, "execution_rate fund_weight fund_score total_weight score indicator_count") == (
        0.9,
        10,
        9,
        100,
        94,
        5,
    )
    funds = {(f["line"], f["stage"]): f["amount_yuan"] for f in found.tables["performance_funds"]}
    assert len(funds) == 12
    assert funds["carryover", "executed"] == YUAN(150000)
    indicators = found.tables["performance_indicators"]
    assert [i["level1"] for i in indicators] == ["产出指标"] * 3 + ["效益指标", "满意度指标"]
    assert values(indicators[1], "level2 level3 target actual weight score deviation_reason") == (
        "数量指标",
        "培训次数",
        "≥4次",
        "3次",
        20,
        15,
        "一次推迟",
    )
    assert checks(found) == {key: {"pass"} for key in ("P1", "P2", "P3", "P4", "P5", "P5.bounds", "P7")}
    head = found.tables["documents"][0]
    assert (head["kind"], head["status"], head["status_reason"]) == ("performance", "complete", None)
    (state,) = found.tables["document_forms"]
    assert values(state, "form expected_by state") == ("performance_project_evaluation", "contents", "found")
    (table,) = found.tables["tables"]
    assert values(table, "form unit identities_open") == ("performance_project_evaluation", "万元", 0)
    assert found.tables["amounts"] == []


def test_every_number_walks_back_to_its_cell() -> None:
    found = reading(COVER, form("项目支出绩效自评表", NATIONAL))
    cells = {(c["table_id"], c["row_index"], c["column_index"]): c for c in found.tables["cells"]}
    for fund in found.tables["performance_funds"]:
        cell = cells[fund["table_id"], fund["row_index"], fund["column_index"]]
        assert "".join(cell["text"].split()) == fund["published"]
        assert cell["page"] == fund["page"]
        assert cell["x0"] <= fund["x0"] < fund["x1"] <= cell["x1"]
    for indicator in found.tables["performance_indicators"]:
        texts = {
            c["text"] for (t, r, _), c in cells.items() if (t, r) == (indicator["table_id"], indicator["row_index"])
        }
        assert indicator["level3"] in texts


def test_a_form_that_goes_on_over_pages() -> None:
    many = "\n".join(f"^ | ^ | 第{n}类接待批次 | ≥{n}批 | {n}批 | 1 | 1 | " for n in range(1, 61))
    body = NATIONAL.replace("^ | ^ | 培训次数 | ≥4次 | 3次 | 20 | 15 | 一次推迟", many)
    found = reading(COVER, form("项目支出绩效自评表", body))
    project = only(found)
    assert found.tables["documents"][0]["page_count"] > 2
    assert values(project, "indicator_count score") == (64, 94)
    assert {i["level2"] for i in found.tables["performance_indicators"][:61]} == {"数量指标"}


def test_several_projects_on_one_sheet() -> None:
    again = NATIONAL.replace("信访接待经费", "大厅运行经费").replace("108.00", "120.00").replace("90.00%", "100.00%")
    found = reading(COVER, form("项目支出绩效自评表", NATIONAL + again))
    assert [p["project_name"] for p in found.tables["performance_projects"]] == ["信访接待经费", "大厅运行经费"]
    assert [p["indicator_count"] for p in found.tables["performance_projects"]] == [5, 5]
    assert [p["executed_yuan"] for p in found.tables["performance_projects"]] == [YUAN(1080000), YUAN(1200000)]


def test_the_unit_is_the_form_s_and_none_is_guessed() -> None:
    stated = reading(COVER, form("项目支出绩效自评表", NATIONAL.replace("（万元）", ""), unit="金额单位：元"))
    assert only(stated)["executed_yuan"] == YUAN(108)
    unknown = reading(COVER, form("项目支出绩效自评表", NATIONAL.replace("（万元）", "")))
    assert only(unknown)["executed_yuan"] is None
    assert {f["published"] for f in unknown.tables["performance_funds"]} >= {"108.00"}
    assert unknown.tables["documents"][0]["status_reason"] == "unit_unknown"
    assert checks(unknown)["P1"] == {"insufficient"}


def test_persons_and_telephones_reach_no_table() -> None:
    body = NATIONAL + "\n填报人 | 王小明 | < | < | 联系电话 | 13900000000 | < | <"
    found = reading(COVER, form("项目支出绩效自评表", body.replace("一次推迟", "联系人：李大力 13800000000")))
    written = str({k: v for k, v in found.tables.items() if k != "evidence"})
    for secret in ("王小明", "李大力", "13900000000", "13800000000"):
        assert secret not in written
    assert "[phone]" in written


HUBEI = """
项目名称 | < | 热线相关经费 | < | 负责人及电话 | < | 张三 0728-5220000
主管部门 | < | 天门市商务局 | < | 实施单位 | < | 天门市热线中心
预算执行情况（万元）（20分） | < | 全年预算数 | 到位资金数 | 执行率 | 得分 | <
年度资金总额： | < | 74万元 | 22.14万元 | 29.92% | 20 | <
其中：中央补助 | < | | | | | <
一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年完成值 | 得分 | <
产出指标（40分） | 数量指标（30分） | 系统升级 | 100% | 100% | 30 | <
^ | 质量指标（10分） | 验收合格率 | 100% | 100% | 10 | <
效益指标（40分） | 社会效益指标（40分） | 效率提升 | 提升 | 提升 | 40 | <
自评得分合计 | < | < | < | < | 100 | <"""


def test_hubei_s_form_says_what_was_received() -> None:
    found = reading(COVER, form("项目绩效自评表", HUBEI))
    project = only(found)
    assert values(project, "adjusted_yuan received_yuan executed_yuan execution_rate score indicator_count") == (
        YUAN(740000),
        YUAN("221400.00"),
        None,
        0.2992,
        100,
        3,
    )
    assert checks(found)["P2"] == {"rounding"}
    assert checks(found)["P5"] == {"pass"}
    assert "P3" not in checks(found), "no weight of execution is printed in a cell of its own"
    assert "张三" not in str(found.tables["cells"])


FUZHOU = """
项目名称 | < | 数字城管信息采集服务费 | < | < | 评价类型 | < | 项目绩效自评
单位名称 | < | 某某市智慧中心 | < | < | 单位性质 | < | 事业单位
二、项目资金情况 | 序号 | 资金性质 | 计划数（万元） | 核拨数（万元） | 支出数（万元） | 结余数（万元） | <
^ | 1 | 本级财政资金 | 831.09 | 553.33 | 550.33 | 3.00 | <
^ | 1-1 | 其中：当年预算 | 831.09 | 553.33 | 550.33 | 3.00 | <
^ | 1-2 | 以前年度结余结转 | 0.00 | 0.00 | 0.00 | 0.00 | <
^ | 2 | 其他来源资金 | 0.00 | 0.00 | 0.00 | 0.00 | <
^ | 合计（万元） | < | 831.09 | 553.33 | 550.33 | 3.00 | <
三、评价指标 | 一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 分值 | 得分
^ | 产出指标 | 成本指标 | 预算执行率 | 95 | 66.58 | 40 | 30.5
^ | 效益指标 | 社会效益指标 | 处置率 | 99 | 99.98 | 60 | 60
评价指标数 | 2 | 评价指标总分 | 100.00 | 评价指标得分（S） | 90.50 | < | <
四、调整指标 | 一级指标 | 二级指标 | 三级指标 | 评分标准 | 得分计算过程 | 分值 | 得分
^ | 过程管理 | 绩效管理 | 目标编制数量 | 本指标6分 | 得2分 | 6 | 2
^ | ^ | ^ | 监控填报情况 | 本指标3分 | 得3分 | 3 | 3
调整指标数 | 2 | 调整指标总分 | 9.00 | 调整指标得分（C） | 5.00 | < | <
最终自评等级 | < | 优（S≥90） | < | < | < | < | <"""


def test_fuzhou_s_long_form_has_stages_of_its_own_and_adjusts_the_score() -> None:
    found = reading(COVER, form("财政支出项目绩效自评表", FUZHOU))
    project = only(found)
    assert values(project, "approved_yuan received_yuan executed_yuan balance_yuan") == (
        YUAN("8310900.00"),
        YUAN("5533300.00"),
        YUAN("5503300.00"),
        YUAN("30000.00"),
    )
    assert values(project, "implementing_unit total_weight score adjustment_weight adjustment_score grade") == (
        "某某市智慧中心",
        100,
        90.5,
        9,
        5,
        "优",
    )
    blocks = [(i["block"], i["level3"]) for i in found.tables["performance_indicators"]]
    assert blocks == [
        ("evaluation", "预算执行率"),
        ("evaluation", "处置率"),
        ("adjustment", "目标编制数量"),
        ("adjustment", "监控填报情况"),
    ]
    assert all(checks(found)[key] == {"pass"} for key in ("P1", "P4", "P5", "P6"))


DEPARTMENT = """
部门（单位）名称 | < | 天门市商务局 | < | < | < | < | < | <
年度主要任务完成情况 | 任务名称 | 完成情况 | 全年预算数（万元） | < | 全年执行数（万元） | < | 执行率 | 得分
^ | ^ | ^ | 总额 | 财政拨款 | 总额 | 财政拨款 | ^ | ^
^ | 基本履职 | 已完成 | 70.00 | 70.00 | 63.00 | 63.00 | 90.00% | 4.5
^ | 商务活动 | 已完成 | 30.00 | 30.00 | 30.00 | 30.00 | 100.00% | 5
^ | 金额合计 | < | 100.00 | 100.00 | 93.00 | 93.00 | 93.00% | 9.3
一级指标 | 二级指标 | 指标内容 | 年度指标值 | < | 实际完成值 | < | 分值 | 得分
产出指标 | 数量指标 | 指标1：活动场次 | ≥3场 | < | 3场 | < | 40 | 40
效益指标 | 社会效益指标 | 指标1：覆盖率 | ≥80% | < | 85% | < | 50 | 50
总分 | < | < | < | < | < | < | 100 | 99.3"""


def test_a_body_s_evaluation_is_named_by_the_body() -> None:
    found = reading(COVER, form("天门市商务局部门整体支出绩效自评表", DEPARTMENT))
    project = only(found)
    assert values(project, "form project_name adjusted_yuan executed_yuan execution_rate score indicator_count") == (
        "performance_department_evaluation",
        "天门市商务局",
        YUAN("1000000.00"),
        YUAN("930000.00"),
        0.93,
        99.3,
        2,
    )
    assert checks(found)["P1"] == {"pass"}
    assert checks(found)["P2.department"] == {"pass"}


TARGET = """
项目名称 | < | 市场建设补助 | < | < | <
主管部门及代码 | < | 233_天门市商务局 | < | 实施期限 | 2024-2026年
资金金额（万元） | < | 实施期资金总额： | 300.00 | 年度资金总额： | 100.00
^ | < | 其中：财政拨款 | 300.00 | 其中：财政拨款 | 90.00
^ | < | 其他资金 | | 其他资金 | 10.00
总体目标 | 建成市场 | < | < | 建成一期 | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 实施期指标值 | 年度指标值
^ | 产出指标 | 数量指标 | 建成市场数 | ≥3个 | ≥1个
^ | 成本指标 | 经济成本指标 | 总成本 | ≤300万元 | ≤100万元"""


def test_targets_of_the_term_and_of_the_year_are_told_apart() -> None:
    found = reading(TARGETS, form("项目支出绩效目标表", TARGET))
    project = only(found)
    assert values(project, "form approved_yuan executed_yuan score") == (
        "performance_project_target",
        YUAN("1000000.00"),
        None,
        None,
    )
    funds = {(f["line"], f["period"]): f["amount_yuan"] for f in found.tables["performance_funds"]}
    assert funds == {
        ("total", "annual"): YUAN("1000000.00"),
        ("total", "whole_term"): YUAN("3000000.00"),
        ("fiscal", "annual"): YUAN("900000.00"),
        ("fiscal", "whole_term"): YUAN("3000000.00"),
        ("other", "annual"): YUAN("100000.00"),
    }
    first = found.tables["performance_indicators"][0]
    assert values(first, "level3 target whole_term_target") == ("建成市场数", "≥1个", "≥3个")
    assert checks(found) == {"P1": {"pass"}}


NAMED_ABOVE = """
专项资金情况（万元） | 资金总额： | 57.00 | < | <
^ | 财政拨款： | 57.00 | < | <
项目实施期目标 | 修缮用房 | < | < | <
绩效目标指标 | 一级指标 | 二级指标 | 三级指标 | 目标值
^ | 产出指标 | 数量指标 | 修缮面积 | ≥300平方米
^ | 满意度指标 | 服务对象满意度指标 | 用户满意度 | ≥90%"""


def test_a_project_that_only_the_title_names() -> None:
    found = reading(TARGETS, form("301007_某某市公安局机场分局_业务用房修缮改造项目绩效目标表", NAMED_ABOVE))
    project = only(found)
    assert values(project, "project_name implementing_unit approved_yuan indicator_count") == (
        "业务用房修缮改造项目",
        "某某市公安局机场分局",
        YUAN("570000.00"),
        2,
    )


def test_a_form_without_any_name_is_no_project() -> None:
    found = reading(TARGETS, form("项目支出绩效目标表", NAMED_ABOVE))
    assert found.tables["performance_projects"] == []
    assert [t["form"] for t in found.tables["tables"]] == [None]


BEIJING = """
项目名称 | 项目总额 | 其中： | < | 绩效目标 | 一级指标 | 二级指标 | 三级指标 | 绩效指标性质 | 本年绩效指标值 | 绩效度量单位
^ | ^ | 财政资金 | 其他资金 | ^ | ^ | ^ | ^ | ^ | ^ | ^
11000021T000000117273-绩效管理经费 | 9.700000 | 9.700000 | | 做好绩效管理 | 产出指标 | 数量指标 | 报告数量 | ≥ | 2 | 个
^ | ^ | ^ | ^ | ^ | 满意度指标 | 服务对象满意度指标 | 满意度 | ≥ | 90 | %
11000021T000000119510-法律顾问经费 | 6.000000 | 5.000000 | 1.000000 | 提供法律服务 | 产出指标 | 质量指标 | 合格率 | ＝ | 100 | %"""


def test_a_list_with_indicators_beside_its_projects() -> None:
    found = reading(TARGETS, form("项目支出绩效目标表", BEIJING, unit="金额单位：万元"))
    projects = found.tables["performance_projects"]
    assert [values(p, "project_code project_name approved_yuan indicator_count") for p in projects] == [
        ("11000021T000000117273", "绩效管理经费", YUAN("97000.00"), 2),
        ("11000021T000000119510", "法律顾问经费", YUAN("60000.00"), 1),
    ]
    assert [i["target"] for i in found.tables["performance_indicators"]] == ["≥2个", "≥90%", "＝100%"]
    assert checks(found) == {"P1": {"pass"}}


GUANGZHOU = """
项目名称（资金使用单位） | 总计 | 财政拨款 | 其他资金 | 绩效目标 | 绩效指标
合计 | 30.00 | 30.00 | | |
天门市商务局 | 30.00 | 30.00 | | |
平台运营项目 | 20.00 | 20.00 | | 做好运营 | 1.1-产出指标，11-数量指标，活动次数；实施周期指标值：每年≥20场，年度指标值：≥20场。2.3-满意度指标，31-服务对象满意度，满意率；实施周期指标值：≥90%，年度指标值：≥90%。
办公购置 | 10.00 | 10.00 | | 购置设备 | 1.1-产出指标，13-时效指标，及时率；实施周期指标值：100%，年度指标值：100%。"""


def test_a_list_with_many_indicators_in_one_cell() -> None:
    found = reading(TARGETS, form("项目支出绩效目标表", GUANGZHOU, unit="单位：万元", weights=(3, 1, 1, 1, 2, 8)))
    projects = found.tables["performance_projects"]
    assert [values(p, "project_name implementing_unit approved_yuan") for p in projects] == [
        ("平台运营项目", "天门市商务局", YUAN("200000.00")),
        ("办公购置", "天门市商务局", YUAN("100000.00")),
    ]
    first = found.tables["performance_indicators"][0]
    assert values(first, "project_name level1 level3 whole_term_target target") == (
        "平台运营项目",
        "产出指标",
        "活动次数",
        "每年≥20场",
        "≥20场",
    )


def test_a_narrative_without_performance_forms_has_none() -> None:
    found = reading(TARGETS, Paragraph("本单位加强绩效管理，绩效指标全部完成。" * 5))
    assert found.tables["performance_projects"] == []


def test_the_sample_of_the_clone(samples: Path) -> None:
    name = "futian_2021_performance"
    found = read_document((samples / f"{name}.pdf").read_bytes())
    read = {
        p["project_name"]: values(p, "approved_yuan adjusted_yuan executed_yuan score indicator_count")
        for p in found.tables["performance_projects"]
    }
    wanted = expected_projects(name)
    assert len(read) == len(wanted) > 5
    for project in wanted:
        *amounts, score, count = (
            project[k] for k in ("approved_yuan", "adjusted_yuan", "executed_yuan", "score", "indicator_count")
        )
        assert read[project["project_name"]] == (*amounts, float(str(score)), count)
