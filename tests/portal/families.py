"""Three portals of three families: 40 bodies, three years each, and what goes wrong on real ones.

Here: what each address answers in which night. Night 1: everything is new. Night 2: nothing has changed. Night 3: a column has moved, one
document was silently replaced, one withdrawn, one gives an error page. Not here: servers (site.py), expectations (the tests).
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from html import escape
from urllib.parse import parse_qs, quote, urlsplit

from tests.portal.site import Answer, Hosts

YEARS = (2022, 2023, 2024)
BODIES = 40
TRS, JCMS, GKMLPT, FOREIGN = "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.9"
_NAMES = (
    "财政",
    "教育",
    "民政",
    "水务",
    "交通",
    "审计",
    "统计",
    "体育",
    "档案",
    "信访",
    "司法",
    "农业",
    "商务",
    "文旅",
)
HTML = {"content-type": "text/html"}
ERROR_PAGE = "<html><title>系统错误</title>您访问的页面出错了</html>".encode()


def pdf(name: str) -> bytes:
    """A file that begins as a PDF does and whose bytes follow from a name."""
    seed = hashlib.sha256(name.encode()).hexdigest()
    return f"%PDF-1.4\n% {name}\n".encode() + (seed * 30).encode() + b"\n%%EOF\n"


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@dataclass(frozen=True)
class Disclosure:
    """Final accounts of a body, numbered through: address, link text and bytes follow from it."""

    number: int
    body: str
    year: int

    @property
    def title(self) -> str:
        return f"{self.body}{self.year}年度部门决算"

    @property
    def name(self) -> str:
        return f"{self.number}-{self.year}"


def disclosures(first: int, count: int) -> list[Disclosure]:
    """Those of so many bodies from a number on, year after year."""
    bodies = [f"{_NAMES[n % len(_NAMES)]}{'局办会'[n // len(_NAMES)]}" for n in range(first, first + count)]
    return [Disclosure(first + n, body, year) for year in YEARS for n, body in enumerate(bodies)]


ALL = {TRS: disclosures(0, 14), JCMS: disclosures(14, 13), GKMLPT: disclosures(27, 13)}
# What happens to single documents; all are final accounts of 2023.
SLOW, BROKEN_ONCE, BUSY_ONCE, TIRED_ONCE = "3-2023", "4-2023", "15-2023", "28-2023"
REPLACED, WITHDRAWN, ERROR_LATER = "5-2023", "16-2023", "29-2023"
MOVED_YEAR = 2022


class Families:
    """The three portals and a host that is none of theirs. `base` has the address of each. `patient`: no transfer ever hangs; `bodies`: of
    so many bodies a portal alone."""

    def __init__(self, *, patient: bool = False, bodies: int = BODIES) -> None:
        self.patient = patient
        self.all = {host: [one for one in ours if one.number < ours[0].number + bodies] for host, ours in ALL.items()}
        self.hosts = Hosts()
        self.times: Counter[str] = Counter()
        respond = {TRS: self.trs, JCMS: self.jcms, GKMLPT: self.gkmlpt, FOREIGN: self.foreign}
        self.base = {address: self.hosts.open(address, answer) for address, answer in respond.items()}

    @property
    def night(self) -> int:
        return self.hosts.night

    def close(self) -> None:
        self.hosts.close()

    # What all three have in common

    def bytes_of(self, name: str, night: int | None = None) -> bytes:
        """The document of that name as it is in a night."""
        replaced = name == REPLACED and (night or self.night) >= 3
        return pdf(name + (" corrected" if replaced else ""))

    def document(self, name: str, headers: dict[str, str], *, tagged: bool = True) -> Answer:
        """A document, with the faults of its name; `tagged` ones can be asked whether they have changed."""
        body = self.bytes_of(name)
        if name == ERROR_LATER and self.night >= 3:
            return Answer(ERROR_PAGE, headers={"content-type": "application/pdf"})
        tag = f'"{digest(body)[:16]}"'
        if tagged and headers.get("if-none-match") == tag:
            return Answer(status=304, headers={"etag": tag})
        self.times[name] += 1
        first = self.times[name] == 1
        if name == BUSY_ONCE and first:
            return Answer(b"busy", 503, {"retry-after": "1"})
        if name == TIRED_ONCE and first:
            return Answer(b"slow down", 429, {"retry-after": "1"})
        fault = "trickle" if name == SLOW else "broken" if name == BROKEN_ONCE and first else ""
        sent = {"content-type": "application/octet-stream"} | ({"etag": tag} if tagged else {})
        return Answer(body, headers=sent, fault=fault)

    def listed(self, host: str) -> list[Disclosure]:
        """The disclosures that a portal lists tonight."""
        return [one for one in self.all[host] if not (one.name == WITHDRAWN and self.night >= 3)]

    # TRS: GBK, columns of years, three pages each, relative addresses

    def trs(self, path: str, headers: dict[str, str]) -> Answer:
        if path == "/robots.txt":
            return Answer(b"User-agent: *\nDisallow: /czj/secret/\n", headers={"content-type": "text/plain"})
        if path == "/czj/yjs/":
            years = "".join(f'<li><a href="./{self._folder(year)}/">{year}年</a></li>' for year in YEARS)
            return self._gbk("部门预决算公开", f"<ul>{years}</ul>{self._traps()}")
        parts = path.strip("/").split("/")
        if path.startswith("/czj/secret/"):
            return Answer(pdf("secret"))
        if path.startswith("/czj/loop/"):
            return Answer(
                status=302, headers={"location": "/czj/loop/b.pdf" if path.endswith("a.pdf") else "/czj/loop/a.pdf"}
            )
        if path == "/czj/away.pdf":
            return Answer(status=302, headers={"location": f"{self.base[FOREIGN]}/away.pdf"})
        if path == "/czj/inside.pdf":
            return Answer(status=302, headers={"location": "http://10.0.0.1/inside.pdf"})
        if path == "/czj/error.pdf":
            return Answer(ERROR_PAGE, headers={"content-type": "application/pdf"})
        if path == "/czj/stuck.pdf":
            return Answer(pdf("stuck"), fault="" if self.patient else "stuck")
        year = next((year for year in YEARS if len(parts) > 2 and parts[2] == self._folder(year)), None)
        if year is None:
            return Answer(b"gone", 404)
        ours = [one for one in self.listed(TRS) if one.year == year]
        if len(parts) == 3 or parts[3].startswith("index_"):
            return self._trs_page(year, ours, 0 if len(parts) == 3 else int(parts[3][6:-5]))
        name = parts[-1].removeprefix("t").removeprefix("P").rpartition(".")[0].partition("_")[2]
        one = next((one for one in ours if str(one.number) == name), None)
        if one is None:
            return Answer(b"gone", 404)
        if parts[-1].startswith("P"):
            return self.document(one.name, headers)
        # Twice the same attachment: with a telling text and without one.
        file = f"./P{year + 1}0901_{one.number}.pdf"
        links = f'<a href="{file}">{one.title}.pdf</a> <a href="{file}">附件下载</a> <a href="./t.xls">附件：决算公开表.xls</a>'
        return self._gbk(one.title, f"<p>{links}</p>")

    def _folder(self, year: int) -> str:
        moved = year == MOVED_YEAR and self.night >= 3
        return f"{year}n" + ("_new" if moved else "")

    def _trs_page(self, year: int, ours: list[Disclosure], page: int) -> Answer:
        rows = "".join(
            f'<li><a href="./{year + 1}09/t{year + 1}0901_{one.number}.html">{one.title}</a><span>{year + 1}-09-01</span></li>'
            for one in ours[page * 5 : page * 5 + 5]
        )
        return self._gbk(
            f"{year}年",
            f'<ul>{rows}</ul><script>createPageHTML({-(-len(ours) // 5)}, {page}, "index", "html");</script>',
        )

    def _traps(self) -> str:
        there = {
            "/czj/secret/a.pdf": "内部决算",
            "/czj/loop/a.pdf": "循环决算",
            "/czj/away.pdf": "转走的决算",
            "/czj/inside.pdf": "内网决算",
            "/czj/error.pdf": "出错的部门决算公开",
            "/czj/stuck.pdf": "卡住的决算",
            f"{self.base[FOREIGN]}/foreign.pdf": "别处的决算",
            f"{self.base[FOREIGN]}/yjs/": "别处的预决算公开",
            "http://10.0.0.1/yjs/": "内网预决算",
            "http://169.254.169.254/latest/决算.pdf": "元数据决算",
            "file:///etc/hostname": "本机决算",
            "/czj/all.zip": "历年决算打包下载",
            "/login.html": "登录",
        }
        return "".join(f'<a href="{address}">{text}</a>' for address, text in there.items())

    def _gbk(self, title: str, body: str) -> Answer:
        page = f'<html><head><meta charset="gb2312"><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>'
        return Answer(page.encode("gbk"), headers=HTML)

    # jcms: an XML island, further records by a data proxy, files behind downfile.jsp without anything to compare by

    def jcms(self, path: str, headers: dict[str, str]) -> Answer:
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        ours = self.listed(JCMS)
        if parts.path == "/col/col1234/index.html":
            page = f'<html><title>部门决算</title><div><script type="text/xml">{self._store(ours, 1)}</script></div></html>'
            return Answer(page.encode(), headers={"content-type": "text/html; charset=utf-8"})
        if parts.path == "/module/web/jpage/dataproxy.jsp":
            return Answer(self._store(ours, int(query["page"])).encode(), headers={"content-type": "text/xml"})
        for one in ours:
            if parts.path == f"/art/{one.year + 1}/9/1/art_1234_{one.name}.html":
                file = f"/module/download/downfile.jsp?classid=0&amp;filename={quote(one.name)}.pdf"
                page = f"<html><title>{one.title}</title><a href='{file}'>{one.title}</a></html>"
                return Answer(page.encode(), headers=HTML)
            if parts.path == "/module/download/downfile.jsp" and query.get("filename") == f"{one.name}.pdf":
                answer = self.document(one.name, headers, tagged=False)
                name = quote(f"{one.title}.pdf")
                return replace(
                    answer, headers=answer.headers | {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
                )
        return Answer(b"gone", 404)

    def _store(self, ours: list[Disclosure], page: int) -> str:
        records = "".join(
            f"<record><![CDATA[<li><a href='/art/{one.year + 1}/9/1/art_1234_{one.name}.html'>{one.title}</a></li>]]></record>"
            for one in ours[(page - 1) * 15 : page * 15]
        )
        more = f"/module/web/jpage/dataproxy.jsp?page={page + 1}&amp;webid=1&amp;columnid=1234"
        group = f'<nextgroup><![CDATA[<a href="{more}"></a>]]></nextgroup>' if page * 15 < len(ours) else ""
        return f"<datastore>{group}<recordset>{records}</recordset></datastore>"

    # gkmlpt: JSON lists, files by number

    def gkmlpt(self, path: str, headers: dict[str, str]) -> Answer:
        parts = urlsplit(path)
        ours = self.listed(GKMLPT)
        if path == "/robots.txt":
            return Answer(b"User-agent: *\nCrawl-delay: 0.02\nAllow: /\n")
        if parts.path == "/gkmlpt/api/all/6530":
            page = int(parse_qs(parts.query)["page"][0])
            articles = [
                {
                    "title": one.title,
                    "url": f"{self.base[GKMLPT]}/gkmlpt/content/2/2/post_{one.name}.html#6530",
                    "display_publish_time": 1693526400,
                }
                for one in ours[(page - 1) * 20 : page * 20]
            ]
            listing = {"articles": articles, "total": len(ours)}
            return Answer(json.dumps(listing).encode(), headers={"content-type": "application/json"})
        for one in ours:
            if parts.path == f"/gkmlpt/content/2/2/post_{one.name}.html":
                page = f"<html><title>{escape(one.title)}</title><a href='/download?id={one.name}'>点击下载</a></html>"
                return Answer(page.encode(), headers=HTML)
            if path == f"/download?id={one.name}":
                return self.document(one.name, headers)
        return Answer(b"gone", 404)

    def foreign(self, path: str, headers: dict[str, str]) -> Answer:
        """A host of somebody else: no request may ever come here."""
        return Answer(pdf("foreign"))
