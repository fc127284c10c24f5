"""Evidence: where it is found, how it is weighed, what stays open."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading.hints import Hints
from pipelines.reading.subject import identify
from pipelines.reading.subject.model import FIELDS
from pipelines.reading.subject.names import is_body, is_nested, same_key, split_marks, tidy
from pipelines.reading.subject.regions import regions
from pipelines.reading.subject.text import normal, take_years
from pipelines.reading.subject.titles import Title, parse_title
from pipelines.reading.subject.words import bodies, words
from tests.unit.test_subject_pages import page_of, pages_of


def who(text: str, **hints: str):
    return identify(pages_of(text), Hints(**hints))


def found(subject, field: str) -> dict[tuple[str, str], float]:
    return {(e.source, e.value): e.weight for e in subject.evidence if e.field == field}


def titled(text: str) -> Title:
    title = parse_title(normal(text))
    assert title is not None
    return title


# ---------------------------------------------------------------------------------------------- titles
@pytest.mark.parametrize(
    ("text", "body", "year", "kind", "level"),
    [
        ("二、2026年杭州市气象局部门预算安排情况说明", "杭州市气象局", 2026, "budget", "department"),
        (
            "第二部分 中共上海市普陀区委社会工作部 2024年度部门决算表",
            "中共上海市普陀区委社会工作部",
            2024,
            "final",
            "department",
        ),
        ("北京市信访办公室部门2026年度部门预算信息公开", "北京市信访办公室", 2026, "budget", "department"),
        ("部门整体绩效自评表（2024年度）", None, 2024, "performance", "department"),
        ("部门整体预算绩效目标申报表", None, None, "performance", "department"),
        ("２０２３年度泉州市公安局（本级）单位预算", "泉州市公安局", 2023, "budget", "head_office"),
        ("西安市公安局（汇总）2026年部门预算公开说明", "西安市公安局", 2026, "budget", "department"),
        ("天门市12345公共服务热线中心2022年度部门决算", "天门市12345公共服务热线中心", 2022, "final", "department"),
    ],
)
def test_titles_are_taken_apart(text, body, year, kind, level):
    title = titled(text)
    assert (title.body, title.year, title.kind, title.level) == (body, year, kind, level)


@pytest.mark.parametrize(
    "text", ["一、收支预算总表", "政府性基金预算", "2026年1月", "一般公共预算财政拨款收入", "本年预算"]
)
def test_no_title_of_a_disclosure(text):
    assert parse_title(normal(text)) is None


def test_a_place_or_a_blank_is_no_body():
    assert titled("上海市2026年市级单位预算").place == "上海市"
    blank = titled("上海市XX局2024年度部门决算")
    assert (blank.body, blank.place) == (None, "上海市XX局")


def test_years():
    assert take_years("比2023年12月、2020-2023年、第2024号文、1,234.20元、二〇") == (
        "比2023年12月、2020-2023年、第~号文、1,234.20元、二〇",
        [2024],
    )
    assert take_years(normal("二○二五年度部门预算"))[1] == [2025]


# ---------------------------------------------------------------------------------------------- names and places
def test_marks_and_spellings():
    assert split_marks("深圳市财政局（本级）") == ("深圳市财政局", "head_office")
    assert split_marks("济南市审计局机关") == ("济南市审计局", "head_office")
    assert split_marks("某市统计院（某市数据中心）") == ("某市统计院（某市数据中心）", None)
    assert same_key("中国共产党北京市委员会宣传部") == same_key("中共北京市委宣传部")
    assert same_key("福州市“智慧福州”管理服务中心") == same_key("福州市智慧福州管理服务中心")


def test_what_is_a_body():
    assert is_body("万里街道办事处")
    assert not is_body("上海市XX局")
    assert not is_body("本单位")
    assert not is_body("政府采购预算情况")
    assert is_nested("深圳市规划和自然资源局宝安管理局")
    assert not is_nested("中共北京市委军民融合发展委员会办公室")
    assert not is_nested("广州市城市管理和综合执法局")


@pytest.mark.parametrize(
    ("name", "year", "codes"),
    [
        ("上海市普陀区司法局", 2026, {"310107"}),
        ("普陀区司法局", 2026, {"310107", "330903"}),
        ("杭州市江干区财政局", 2020, {"330104"}),
        ("西安市户县财政局", 2015, {"610125"}),
        ("西安市鄠邑区财政局", 2020, {"610118"}),
        ("天门市财政局", 2022, {"429006"}),
        ("威海市环翠区财政局", 2022, {"371002"}),
        ("首都绿化委员会办公室", 2026, {"110000"}),
        ("长阳县民政局", 2020, {"420528"}),
    ],
)
def test_regions_in_names(name, year, codes):
    place = regions().prefix(name, year)
    assert place is not None
    assert {r.code for r in place.regions} == codes


def test_region_codes_hold_in_their_years():
    table = regions()
    old = table.get("330104", 2020)
    assert old is not None
    assert (old.distance(2020), old.distance(2024) > 0) == (0, True)
    assert table.inside("371002", "371000")
    assert not table.inside("371102", "371000")
    assert table.prefix("西南大学") is None


# ---------------------------------------------------------------------------------------------- weighing
FINAL = "甲单位\n---\n部门：绍兴市水利局 单位：万元\n收入支出决算总表\n---\n部门：绍兴市水利局 单位：万元\n收入决算表"


def test_the_file_name_is_the_weakest():
    subject = who("2023年度绍兴市水利局部门决算\n---\n" + FINAL, file_name="财政局_2026年杭州市财政局部门预算.pdf")
    assert (subject.department_name, subject.fiscal_year, subject.kind) == ("绍兴市水利局", 2023, "final")
    assert found(subject, "department_name")[("file_name", "杭州市财政局")] < 0.2
    assert found(subject, "fiscal_year")[("file_name", "2026")] < 0.2


def test_only_hints_name_a_file_that_names_nothing():
    text = "项目支出绩效自评表\n项目名称 预算准备金\n一级指标 二级指标 三级指标"
    assert who(text).department_name is None
    subject = who(
        text, publisher="深圳市福田区政务服务数据管理局", region_code="440304", title="2021年度项目支出绩效自评表"
    )
    assert (subject.region_code, subject.department_name, subject.fiscal_year) == (
        "440304",
        "深圳市福田区政务服务数据管理局",
        2021,
    )
    assert (subject.kind, subject.part) == ("performance", "annex")


def test_date_of_publication_is_a_last_resort():
    text = "部门：绍兴市水利局 单位：万元\n收入支出决算总表"
    assert who(text).fiscal_year is None
    assert who(text, published_date="2024-09-20").fiscal_year == 2023
    assert who(text.replace("收入支出决算总表", "收支预算总表"), published_date="2024-02-20").fiscal_year == 2024


def test_a_placeholder_is_no_body_but_tells_the_region():
    subject = who("上海市XX局\n2024年度部门决算\n---\n第一部分 上海市XX局概况")
    assert subject.department_name is None
    assert (subject.region_code, subject.fiscal_year, subject.kind) == ("310000", 2024, "final")


def test_the_title_beats_another_body_in_one_header_and_both_are_kept():
    subject = who("2024年度\n中共宁波市委办公厅\n部门预算\n---\n部门：宁波市档案馆 单位：万元\n收支预算总表")
    assert subject.department_name == "中共宁波市委办公厅"
    assert ("caption", "宁波市档案馆") in found(subject, "department_name")


def test_an_ambiguous_region_stays_open_until_something_tells():
    title = "鼓楼区民政局2023年度部门决算"
    open_case = who(title)
    assert open_case.region_code is None
    assert {v for _, v in found(open_case, "region_code")} == {"320106", "320302", "350102", "410204"}
    assert who(title, region_code="350102").region_code == "350102"
    assert (
        who(title + "\n---\n鼓楼区民政局在徐州市鼓楼区，落实徐州市民政局的部署，负责有关工作。").region_code == "320302"
    )


def test_the_word_budget_inside_final_accounts():
    subject = who(
        "2023年度绍兴市水利局部门决算\n---\n" + "预算、年初预算和预算数；一般公共预算，政府性基金预算。\n" * 12
    )
    assert subject.kind == "final"


def test_prior_years_in_the_text_do_not_win():
    told = "2026年收入预算100.00万元，比2025年增加1.00万元。较2025年增长，同2025年相比，与2025年持平。\n"
    assert who("北京市商务局\n收支总表\n---\n" + told * 4).fiscal_year == 2026


@pytest.mark.parametrize(
    ("about", "level"),
    [
        ("是市政府直属机构，主管全市信访工作。", "head_office"),
        ("是市商务委所属全额拨款行政单位，承担有关工作。", "unit"),
        ("是上海市交通委员会下属事业单位，承担有关工作。", "unit"),
    ],
)
def test_single_bodies_are_told_by_what_they_are(about, level):
    text = f"上海市2026年市级单位预算\n预算单位：上海市联合管理办公室\n---\n上海市联合管理办公室（单位）主要职能\n上海市联合管理办公室{about}"
    assert who(text).entity_level == level


def test_an_organ_of_an_organ_is_a_unit_unless_marked():
    assert who("2026年深圳市公安局福田分局部门预算").entity_level == "unit"
    assert who("2026年深圳市公安局交通管理局（本级）部门预算").entity_level == "head_office"


def test_central_universities_by_their_own_words():
    text = "望江大学2023年度部门预算\n---\n望江大学（Wangjiang University）是教育部直属，教育部和重庆市共建的大学。学校位于重庆市北碚区。"
    assert who(text).region_code == "000000"


def test_parts():
    table = "收支预算总表\n部门：绍兴市水利局 单位：万元\n一、拨款 1.00 2.00\n二、拨款 3.00 4.00"
    prose = "绍兴市水利局2024年度部门预算情况说明\n" + "本部门的工作是这样的，预算由此而来。\n" * 20
    assert who("---\n".join([table] * 4)).part == "tables"
    assert who("---\n".join([prose] * 2)).part == "narrative"
    assert who("---\n".join([prose] * 2 + [table] * 4)).part == "full"
    assert identify([page_of(1, ["1"], image_share=1.0)], Hints()).part is None


def test_the_issuer_of_a_notice():
    subject = who(
        "长沙市财政局文件\n长财预〔2025〕12号\n长沙市财政局关于下达2025年文化和旅游\n项目资金的通知\n各区县财政局："
    )
    assert (subject.kind, subject.department_name, subject.fiscal_year) == ("other", "长沙市财政局", 2025)


def test_persons_and_telephones_are_masked():
    subject = who("填报单位：绍兴市水利局 联系人：张三丰 电话：0575-85123456\n2023年度\n收入支出决算总表")
    texts = " ".join(e.text for e in subject.evidence)
    assert "绍兴市水利局" in texts
    assert "张三丰" not in texts
    assert "85123456" not in texts


def test_evidence_is_complete_and_ordered():
    subject = who("2023年度绍兴市水利局部门决算\n---\n" + FINAL)
    assert {e.field for e in subject.evidence} <= set(FIELDS)
    assert {"department_name", "region_code", "fiscal_year", "kind", "entity_level"} <= {
        e.field for e in subject.evidence
    }
    assert subject.evidence == tuple(sorted(subject.evidence, key=lambda e: (e.field, -e.weight, e.source, e.value)))
    assert all(e.weight >= 0 and len(e.text) <= 120 for e in subject.evidence)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(alphabet="2023年度部门单位预算决算市区局（）本级：XX第一部分、。 \x00☃", max_size=30), max_size=12)
)
def test_odd_content_never_raises(lines):
    subject = identify(
        [page_of(1, [line for line in lines if line.strip()])],
        Hints(file_name="预决算.pdf", publisher="）（", region_code="x"),
    )
    assert len(fields(subject)) == 8


def test_vocabularies_refuse_unknown_keys(monkeypatch):
    from pipelines.reading.subject import words as module

    real = module.load
    for name, loader in (("subject", words), ("subject_bodies", bodies)):
        monkeypatch.setattr(
            module, "load", lambda wanted, name=name: {**real(wanted), **({"nonsense": 1} if wanted == name else {})}
        )
        with pytest.raises(ValueError, match="nonsense"):
            loader.__wrapped__()


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("AAAA江苏省人民检察院", "江苏省人民检察院"),
        ("CBD管理委员会", "CBD管理委员会"),
        ("12345政务服务热线中心", "12345政务服务热线中心"),
        ("101001某某市财政局", "某某市财政局"),
    ],
)
def test_letters_before_a_place_are_no_part_of_a_name(read: str, name: str) -> None:
    assert tidy(read) == name
