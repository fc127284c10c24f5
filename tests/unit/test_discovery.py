"""Pages, links, titles and platforms: pure functions from bytes to what is visited and offered.

Here: each rule of a platform with a page that shows it. Not here: requests (tests/integration/test_nights.py).
"""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.archive.fetches import Fetch
from pipelines.archive.portal import DOCUMENT, Listed
from pipelines.archive.store import Blob
from pipelines.archive.transfer import Answer
from pipelines.discovery.job import Job, Plan, known_addresses
from pipelines.discovery.labels import title
from pipelines.discovery.page import Page, absolute, decoded
from pipelines.discovery.platforms import PLATFORMS, Offer, Visit, generic, gkmlpt, jcms, trs
from pipelines.discovery.probe import platform_of
from pipelines.discovery.vocabulary import date_of, ending, is_download, year_of
from pipelines.sources.portal import PLATFORM_NAMES

BASE = "http://czj.example.gov.cn/czj/yjs/"


def page(body: str, url: str = BASE) -> Page:
    return Page(url, f"<html><title>预决算公开</title><body>{body}</body></html>")


def offered(steps) -> dict[str, str]:
    return {step.url: step.title for step in steps if isinstance(step, Offer)}


def visits(steps) -> dict[str, Visit]:
    return {step.url: step for step in steps if isinstance(step, Visit)}


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030", "utf-8-sig"])
def test_a_page_is_read_whatever_it_claims(encoding: str) -> None:
    text = '<meta charset="iso-8859-1"><a href="a.pdf">镕基办2023年决算</a>'
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("./P020.pdf", f"{BASE}P020.pdf"),
        ("../2023/决算.pdf", "http://czj.example.gov.cn/czj/2023/%E5%86%B3%E7%AE%97.pdf"),
        ("?id=3&name=决算 公开", f"{BASE}?id=3&name=%E5%86%B3%E7%AE%97%20%E5%85%AC%E5%BC%80"),
        ("/a%20b.pdf", "http://czj.example.gov.cn/a%20b.pdf"),
        ("//files.example.gov.cn/a.pdf", "http://files.example.gov.cn/a.pdf"),
        (" a.\n pdf ", f"{BASE}a.%20pdf"),
        ("/pdfjs/web/viewer.html?file=%2Fuploads%2Fa.pdf", "http://czj.example.gov.cn/uploads/a.pdf"),
        ("javascript:void(0)", None),
        ("mailto:a@example.org", None),
        ("file:///etc/hostname", None),
        ("http://[broken/a.pdf", None),
    ],
)
def test_addresses(target: str, url: str | None) -> None:
    assert absolute(BASE, target) == url


def test_a_link_has_its_whole_title_its_date_and_its_heading() -> None:
    found = page(
        '<h3>2023年</h3><ul><li><a href="a.html" title="市财政局2023年度部门决算公开">市财政局2023年…</a><span>[2024/8/30]</span></li></ul>'
    ).links
    assert [(one.text, one.date, one.heading) for one in found] == [
        ("市财政局2023年度部门决算公开", "2024-08-30", "2023年")
    ]


def test_of_two_links_to_one_address_the_one_that_says_more_counts() -> None:
    assert offered(generic.read(page('<a href="a.pdf">下载</a><a href="a.pdf">审计局2023年决算</a>'), Visit(BASE))) == {
        f"{BASE}a.pdf": "审计局2023年决算"
    }


@pytest.mark.parametrize(
    ("text", "columns", "whole"),
    [
        ("市教育局2023年度部门决算.pdf", ("2024年", "部门预决算公开"), "市教育局2023年度部门决算"),
        ("部门决算公开.pdf", ("预决算公开", "2023年", "市教育局"), "市教育局 2023年 部门决算公开"),
        ("市教育局", ("部门决算", "2023年度"), "市教育局 2023年度 部门决算"),
        (
            "附件1：2023年部门决算公开表.pdf",
            ("市水务局2023年度部门决算",),
            "市水务局2023年度部门决算",
        ),
        ("点击下载", ("市水务局2023年度部门决算",), "市水务局2023年度部门决算"),
        ("下载", (), "下载"),
        ("附件2023年部门决算", ("市体育局",), "市体育局 2023年部门决算"),
        ("市教育局", ("部门预决算公开", "2024年"), "市教育局 2024年"),
        ("2023年度部门决算", ("市体育局",), "市体育局 2023年度部门决算"),
        ("1.市体育局2023年度部门决算", (), "市体育局2023年度部门决算"),
        ("12345热线中心2023年决算", (), "12345热线中心2023年决算"),
    ],
)
def test_a_title_takes_from_the_columns_what_the_text_leaves_out(
    text: str, columns: tuple[str, ...], whole: str
) -> None:
    assert title(text, columns) == whole


PARTS = st.sampled_from(
    [
        "2023年",
        "2024",
        "年度",
        "部门决算",
        "市教育局",
        "附件1",
        "附件",
        "：",
        " ",
        "下载",
        ".pdf",
        "12345",
        "1.",
        "公开",
    ]
)


@given(st.lists(PARTS, max_size=6).map("".join), st.lists(st.lists(PARTS, max_size=3).map("".join), max_size=4))
def test_a_title_never_loses_the_year_of_the_text(text: str, columns: list[str]) -> None:
    assert year_of(text) is None or str(year_of(text)) in title(text, columns)


@pytest.mark.parametrize(
    ("url", "suffix", "download"),
    [
        ("http://x.gov.cn/a/P020.PDF", ".pdf", False),
        ("http://x.gov.cn/module/download/downfile.jsp?classid=0&filename=ab12.pdf", ".pdf", True),
        ("http://x.gov.cn/download?id=77", "", True),
        ("http://x.gov.cn/attach/readfile.do?id=1", ".do", True),
        ("http://x.gov.cn/a.docx", ".docx", False),
        ("http://x.gov.cn/a/index.html?from=x.htm", ".html", False),
    ],
)
def test_endings_and_downloads(url: str, suffix: str, download: bool) -> None:
    assert (ending(url), is_download(url)) == (suffix, download)


def test_dates_and_years() -> None:
    assert date_of("发布日期：2024年8月3日 来源") == "2024-08-03"
    assert date_of("2024-13-41") is None
    assert (year_of("2023年度部门决算"), year_of("t20230901_1"), year_of("第20235号")) == (2023, None, None)


def test_the_generic_platform_follows_columns_and_offers_files() -> None:
    steps = list(
        generic.read(
            page(
                '<a href="2023/">2023年</a><a href="jyj/index.html">市教育局</a><a href="/xw/">新闻中心</a><a href="index_2.html">下一页</a>'
                '<a href="/other/2023/">2023年</a><a href="/other/yjs/">部门预算</a><a href="a.xls">决算公开表</a><a href="/login.jsp">登录预算系统</a>'
                '<a href="/download?id=5">市审计局2023年决算</a>'
            ),
            Visit(BASE),
        )
    )
    assert set(visits(steps)) == {
        f"{BASE}2023/",
        f"{BASE}jyj/index.html",
        f"{BASE}index_2.html",
        "http://czj.example.gov.cn/other/yjs/",
    }
    assert visits(steps)[f"{BASE}2023/"].depth == 1
    assert visits(steps)[f"{BASE}index_2.html"].depth == 0
    assert {step.url.rpartition("/")[2]: step.kind for step in steps if isinstance(step, Offer)} == {
        "a.xls": "unsupported",
        "download?id=5": "document",
    }


def test_the_generic_platform_stops_at_its_depth() -> None:
    deep = Visit(BASE, depth=generic.DEPTH)
    assert visits(generic.read(page('<a href="2023/">2023年</a>'), deep)) == {}


def test_files_without_a_word_of_disclosure_are_left_alone() -> None:
    bare = Page(BASE, '<title>通知公告</title><a href="a.pdf">放假安排.pdf</a>')
    assert offered(generic.read(bare, Visit(BASE))) == {}


def test_trs_articles_and_pages() -> None:
    steps = list(
        trs.read(
            page(
                '<a href="./202309/t20230901_7.html">市民政局2022年决算</a><script>createPageHTML(3, 1, "index", "shtml");</script>'
            ),
            Visit(BASE, columns=("2022年",)),
        )
    )
    article = visits(steps)[f"{BASE}202309/t20230901_7.html"]
    assert (article.role, article.date, article.columns) == ("article", "2023-09-01", ("2022年", "市民政局2022年决算"))
    assert f"{BASE}index_2.shtml" in visits(steps)
    last = trs.read(page('<script>createPageHTML(3, 2, "index", "shtml");</script>'), Visit(BASE))
    assert visits(last) == {}
    inside = trs.read(page('<a href="t20230901_8.html">部门决算</a><a href="a.pdf">决算</a>'), article)
    assert (visits(inside := list(inside)), list(offered(inside))) == ({}, [f"{BASE}a.pdf"])


JCMS = """<div><script type="text/xml"><datastore><nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=2&amp;columnid=9"></a>]]></nextgroup>
<recordset><record><![CDATA[<li><a href='/art/2024/8/3/art_9_1.html' title='市司法局2023年度决算'>市司法局</a></li>]]></record></recordset></datastore></script></div>"""


def test_jcms_records_and_groups() -> None:
    steps = list(
        jcms.read(Page("http://x.gov.cn/col/col9/index.html", JCMS), Visit("http://x.gov.cn/col/col9/index.html"))
    )
    article = visits(steps)["http://x.gov.cn/art/2024/8/3/art_9_1.html"]
    assert (article.role, article.date, article.text) == ("article", "2024-08-03", "市司法局2023年度决算")
    more = visits(steps)["http://x.gov.cn/module/web/jpage/dataproxy.jsp?page=2&columnid=9"]
    assert more.role == "data"
    assert list(visits(jcms.read(Page(more.url, JCMS.replace("page=2", "page=3")), more))) == [
        article.url,
        "http://x.gov.cn/module/web/jpage/dataproxy.jsp?page=3&columnid=9",
    ]


def test_gkmlpt_lists() -> None:
    url = "http://x.gov.cn/gkmlpt/api/all/6530?page=1&sid=2"
    listing = {
        "articles": [
            {
                "title": "2023年部门决算",
                "url": "/gkmlpt/content/1/2/post_3.html#6530",
                "display_publish_time": 1693526400,
            }
        ],
        "total": 2,
    }
    steps = visits(gkmlpt.read(Page(url, json.dumps(listing)), Visit(url)))
    assert steps["http://x.gov.cn/gkmlpt/content/1/2/post_3.html"].date == "2023-09-01"
    assert "http://x.gov.cn/gkmlpt/api/all/6530?page=2&sid=2" in steps
    assert visits(gkmlpt.read(Page(url, '{"articles": [], "total": 2}'), Visit(url))) == {}
    with pytest.raises(ValueError, match="Expecting value"):
        list(gkmlpt.read(Page(url, "<html>"), Visit(url)))


def test_platforms_are_recognised() -> None:
    assert platform_of(Page("http://x.gov.cn/gkmlpt/index", "")) == "gkmlpt"
    assert platform_of(Page("http://x.gov.cn/col/col12/index.html", "")) == "jcms"
    assert platform_of(page('<a href="t20240101_1.html">x</a>')) == "trs"
    assert platform_of(page("")) == "generic"
    assert tuple(PLATFORMS) == PLATFORM_NAMES


# The job: what is asked again, and what an answer is worth

PLAN = Plan("city", "generic", (BASE,), frozenset({"czj.example.gov.cn"}))
URL = f"{BASE}a.pdf"
GOOD = Answer(200, {"etag": '"1"'}, "a.pdf", Blob("aa", 9, True))
PAGE = Answer(200, {"content-type": "text/html"}, "a.pdf", Blob("bb", 9, False))
ENTRY = Listed(
    URL,
    DOCUMENT,
    "决算",
    sha256="aa",
    size=9,
    is_pdf=True,
    file_name="a.pdf",
    http={"etag": '"1"'},
    checked="2026-11-01",
)


def offer(url: str = URL, text: str = "2023年决算") -> Offer:
    return Offer(url, "document", text, text, BASE)


@pytest.mark.parametrize(
    ("entry", "night", "asked"),
    [
        (ENTRY, "2026-11-01", False),
        (ENTRY, "2026-11-07", False),
        (ENTRY, "2026-11-08", True),
        (replace(ENTRY, http={}), "2026-11-08", False),
        (replace(ENTRY, http={}), "2026-12-01", True),
        (replace(ENTRY, sha256=None), "2026-11-01", True),
    ],
)
def test_a_known_document_is_asked_for_when_its_time_has_come(entry: Listed, night: str, asked: bool) -> None:
    job = Job(PLAN, night, {URL: entry})
    assert (job.offer(offer()) is not None) is asked
    assert job.found[URL].sha256 == entry.sha256


def test_a_page_in_place_of_a_document_breaks_it_and_replaces_nothing() -> None:
    job = Job(PLAN, "2026-11-08", {URL: ENTRY})
    job.offer(offer())
    job.came(URL, PAGE)
    assert (job.found[URL].sha256, job.found[URL].problem) == ("aa", "what came is no PDF")


def test_what_claims_to_be_a_pdf_is_kept_so_that_reading_says_what_it_is() -> None:
    job = Job(PLAN, "2026-11-08")
    job.offer(offer())
    job.came(URL, PAGE)
    assert (job.found[URL].sha256, job.found[URL].is_pdf) == ("bb", False)
    elsewhere = f"{BASE}download?id=3"
    job.offer(offer(elsewhere))
    job.came(elsewhere, PAGE)
    assert (job.found[elsewhere].sha256, job.found[elsewhere].problem) == (
        None,
        "a web page came instead of a document",
    )


def test_nothing_leads_off_the_hosts_or_out_of_the_years() -> None:
    job = Job(replace(PLAN, earliest=2022, pages=2), "2026-11-08")
    assert job.admit(Visit("http://evil.example.com/yjs/")) is None
    assert job.offer(offer("http://10.0.0.1/a.pdf")) is None
    assert job.offer(offer(text="2019年决算")) is None
    assert job.admit(Visit(f"{BASE}2019/", columns=("2019年",))) is None
    assert job.found == {}
    assert job.admit(Visit(BASE)) is not None
    assert job.admit(Visit(BASE)) is None
    assert job.admit(Visit(f"{BASE}2/")) is not None
    assert job.complete
    assert job.admit(Visit(f"{BASE}3/")) is None
    assert (job.complete, job.problems) == (False, ["more than 2 pages; the others were not visited"])


def test_what_came_in_a_killed_night_is_known_to_the_next() -> None:
    came = Fetch(URL, "2026-11-02", "came", sha256="cc", size=9, is_pdf=True, file_name="a.pdf")
    later = Fetch(URL, "2026-11-03", "came", sha256="bb", size=9, is_pdf=False, file_name="a.pdf")
    other = Fetch(f"{BASE}moved.pdf", "2026-11-03", "came", asked=f"{BASE}b.pdf", sha256="dd", is_pdf=True)
    known = known_addresses(None, [came, later, Fetch(URL, "2026-11-04", "unchanged"), other])
    assert (known[URL].sha256, known[URL].checked) == ("cc", "2026-11-04")
    assert known[f"{BASE}b.pdf"].sha256 == "dd"
