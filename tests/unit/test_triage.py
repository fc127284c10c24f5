"""Files that are no PDF, no readable PDF, or no disclosure."""

import io

import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipelines.reading import triage as module
from pipelines.reading.hints import Hints
from pipelines.reading.pages import Box, Document, Glyph, Page, Run
from pipelines.reading.subject import identify
from pipelines.reading.triage import is_disclosure, pages_without_text, triage
from tests.unit.test_subject_pages import page_of, pages_of


@pytest.fixture(scope="module")
def pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0)
    canvas.setProducer("a word processor")
    for number in range(30):
        canvas.drawString(72, 700, f"page {number} " + "text " * 12)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def saved(data: bytes, **options) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(out, **options)
    return out.getvalue()


def test_a_sound_file(pdf):
    found = triage(pdf)
    assert (found.reason, found.page_count, found.producer) == (None, 30, "a word processor")
    assert triage(b"\xef\xbb\xbf\r\n" + pdf).reason is None


@pytest.mark.parametrize("data", [b"", b"\0\0\0\0", b" \r\n\t"])
def test_empty(data):
    assert triage(data).reason == "empty_file"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html>\n<html><body>404</body></html>",
        b"\xef\xbb\xbf\r\n  <HTML lang='zh'>",
        b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>",
        "<html><head><title>登录</title>".encode("utf-16"),
        b"<script>location.href='/login'</script>",
    ],
)
def test_web_pages(data):
    assert triage(data).reason == "html_as_pdf"


@pytest.mark.parametrize(
    "data", [b"dummy pdf content", b"PK\x03\x04word/document.xml", b"\xd0\xcf\x11\xe0 old office", b'{"code": 403}']
)
def test_not_a_pdf(data):
    assert triage(data).reason == "not_pdf"


def test_a_password_to_open_is_needed_or_not(pdf):
    locked = saved(pdf, encryption=pikepdf.Encryption(owner="owner", user="user"))
    assert triage(locked).reason == "encrypted"
    only_owner = saved(pdf, encryption=pikepdf.Encryption(owner="owner", user=""))
    assert triage(only_owner).reason is None
    with Document(only_owner) as document:
        assert "page 0" in next(document.pages()).text


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_truncated(pdf, share):
    assert triage(pdf[: int(share * len(pdf))]).reason == "truncated"


def test_truncated_with_the_first_cross_reference_in_front(pdf):
    linear = saved(pdf, linearize=True)
    assert triage(linear).reason is None
    assert triage(linear[: int(0.7 * len(linear))]).reason == "truncated"


def test_something_after_the_end_is_no_harm(pdf):
    assert triage(pdf + b"\n<!-- served by a portal -->\n" + b"\0" * 2048).reason is None
    assert triage(pdf.rstrip().removesuffix(b"%%EOF")).reason is None


def test_unreadable():
    assert triage(b"%PDF-1.7\nnothing of the kind\nstartxref\n9\n%%EOF\n").reason == "unreadable"


# ---------------------------------------------------------------------------------------------- disclosures
def verdict(text: str, forms: int = 0) -> str | None:
    pages = pages_of(text)
    return is_disclosure(pages, identify(pages, Hints()), forms)


FINAL = """甲市水利局
2023年度部门决算
---
目 录
一、收入支出决算总表
二、收入决算表
三、一般公共预算财政拨款支出决算表
---
本部门负责全市水利工作，落实有关部署。2023年度收入总计一百万元，本年支出合计九十万元，包括基本支出和项目支出。"""
REGULATION = """甲市市级部门预算管理办法
第一条 为规范市级部门预算管理，依据预算法，制定本办法。
第二条 部门预算包括基本支出和项目支出，以及政府采购预算。
第三条 一般公共预算财政拨款支出、政府性基金预算支出应当完整。
第四条 “三公”经费和机关运行经费按规定公开，绩效目标同步编制。
第五条 本办法由市财政局负责解释。"""
NOTICE = """甲市财政局文件
甲财预〔2025〕12号
甲市财政局关于下达2025年项目支出资金的通知
各区县财政局：现将资金下达你们，列2025年政府收支分类科目，请加强绩效目标管理，专款专用。"""
AUDIT = """关于甲市2023年度本级预算执行和其他财政收支的审计工作报告
——2024年8月在甲市人民代表大会常务委员会会议上
市审计局对部门预算、“三公”经费、政府采购支出进行了审计，发现个别单位项目支出进度慢。"""
NEWS = """甲市财政局召开部门预算编制工作会议
会议要求各单位做好预算编制，严控一般性支出，从紧安排经费，落实过紧日子要求，做好下一步工作。"""
PERFORMANCE = """项目支出绩效自评表
项目名称 预算准备金 主管部门 甲市水利局
年度资金总额 1.00 1.00 1.00 分值 得分
一级指标 二级指标 三级指标 年度指标值 实际完成值 数量指标 质量指标"""


def test_disclosures_are_let_in():
    assert verdict(FINAL) is None
    assert verdict(PERFORMANCE) is None
    assert (
        verdict(
            "收支总表\n单位：万元\n一般公共预算拨款收入 1.00 基本支出 1.00\n本年收入合计 1.00 本年支出合计 1.00 上年结转 1.00",
            forms=3,
        )
        is None
    )


@pytest.mark.parametrize(
    "text",
    [
        REGULATION,
        NOTICE,
        AUDIT,
        NEWS,
        "政府网站工作年度报表\n（2025年度）\n网站名称 甲市水利局网站，内容包括各项统计数据。",
    ],
)
def test_other_papers_are_kept_out(text):
    assert verdict(text) == "not_a_disclosure"


def test_pictures_and_garbled_text_are_not_other_papers():
    scan = [page_of(n, [], image_share=1.0) for n in (1, 2)]
    assert is_disclosure(scan, identify(scan, Hints()), 0) == "needs_ocr"
    assert pages_without_text(scan) == {"needs_ocr": (1, 2)}
    garbled = [page_of(1, ["\ue123\ue456" * 30 + "2023年度部门决算" * 2])]
    assert is_disclosure(garbled, identify(garbled, Hints()), 0) == "text_garbled"
    wrong = [page_of(1, ["ꀀꀁꀂ" * 20 + "部门决算"])]
    assert pages_without_text(wrong) == {"text_garbled": (1,)}


def test_blank_and_mixed_pages():
    blank = Page(2, 595.0, 842.0, 0, (Run((Glyph("1", Box(1, 1, 2, 2)),), "1", Box(1, 1, 2, 2)),), image_share=0.0)
    pages = [*pages_of(FINAL), blank]
    assert pages_without_text(pages) == {}
    mixed = [*pages_of(FINAL), page_of(9, [], image_share=0.9)]
    assert pages_without_text(mixed) == {"needs_ocr": (9,)}
    assert is_disclosure(mixed, identify(mixed, Hints()), 0) is None


def test_unknown_keys_are_refused(monkeypatch):
    real = module.load
    monkeypatch.setattr(module, "load", lambda name: {**real(name), "nonsense": 1})
    with pytest.raises(ValueError, match="nonsense"):
        module._rules.__wrapped__()
