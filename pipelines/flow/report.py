"""The report after a night, `reports/<night>.json` and `.html`: what an operator reads in a minute.

Belongs here: what stands in it, in which order, and its page. Does not belong here: judging a draft (pipelines/archive/changes.py), the night's steps.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any

from pipelines.archive.accept import Verdict
from pipelines.archive.files import write_atomic

KINDS = ("found", "replaced", "moved", "withdrawn", "returned", "unsupported")
SHOWN_PROBLEMS = 20


@dataclass(frozen=True)
class Standing:
    """How a publisher stands after a night: documents in use, kinds and fiscal years that are due and not listed, the night of the listing in
    use, and whether a draft waits for somebody to look at it."""

    source_id: str
    name: str
    documents: int
    overdue: tuple[tuple[str, int], ...]
    visited: str | None
    held: bool


def keep(data_dir: Path, verdict: Verdict) -> None:
    """Write a verdict down for the report of its night; each publisher's is a file of its own, so that runs do not wait for each other."""
    path = data_dir / "raw" / "nights" / verdict.night / f"{verdict.source_id}.json"
    write_atomic(path, (json.dumps(asdict(verdict), ensure_ascii=False) + "\n").encode())


def verdicts(data_dir: Path, night: str) -> dict[str, Verdict]:
    """The verdicts of a night by publisher."""
    found = {}
    for path in sorted((data_dir / "raw" / "nights" / night).glob("*.json")):
        raw = json.loads(path.read_text(encoding="utf-8"))
        found[path.stem] = Verdict(**(raw | {"problems": tuple(raw["problems"])}))
    return found


def write(data_dir: Path, night: str, standings: Iterable[Standing]) -> Path:
    """Write the report of a night over these publishers; returns the page. `reports/latest.html` is the same page."""
    report = compose(data_dir, night, standings)
    folder = data_dir / "reports"
    write_atomic(folder / f"{night}.json", (json.dumps(report, ensure_ascii=False, indent=1) + "\n").encode())
    html = page(report).encode()
    write_atomic(folder / "latest.html", html)
    write_atomic(folder / f"{night}.html", html)
    return folder / f"{night}.html"


def compose(data_dir: Path, night: str, standings: Iterable[Standing]) -> dict[str, Any]:
    """The report as data: totals, and a row for each publisher, those that want somebody's attention first."""
    said, quarantined = verdicts(data_dir, night), _quarantined(data_dir)
    rows = [_row(standing, said.get(standing.source_id), quarantined[standing.source_id]) for standing in standings]
    rows.sort(key=lambda row: (_ORDER.index(row["state"]), row["source_id"]))
    # What a held draft would change has not changed.
    entered = [row["changes"] for row in rows if not row["held"]]
    totals = {kind: sum(changes.get(kind, 0) for changes in entered) for kind in KINDS}
    return {
        "night": night,
        "publishers": len(rows),
        "states": dict(sorted(Counter(row["state"] for row in rows).items())),
        "changes": totals,
        "requests": sum(row["requests"] for row in rows),
        "downloaded": sum(row["downloaded"] for row in rows),
        "rows": rows,
    }


# held: too much would change; failed: the listing could not be read; empty: nothing is listed; incomplete: pages are missing;
# overdue: what is due is not listed; fine: nothing of that; not visited: no visit in this night.
_ORDER = ("held", "failed", "empty", "incomplete", "overdue", "not visited", "fine")


def state(standing: Standing, verdict: Verdict | None) -> str:
    """The one word for how a publisher fared."""
    if verdict is None:
        return "not visited"
    if verdict.held is not None:
        return "held"
    if not verdict.listed:
        return "empty" if verdict.complete else "failed"
    if not verdict.complete:
        return "incomplete"
    return "overdue" if standing.overdue else "fine"


def _row(standing: Standing, verdict: Verdict | None, quarantined: int) -> dict[str, Any]:
    return {
        "source_id": standing.source_id,
        "name": standing.name,
        "state": state(standing, verdict),
        "held": verdict.held if verdict else None,
        "documents": standing.documents,
        "quarantined": quarantined,
        "overdue": [f"{kind} {year}" for kind, year in standing.overdue],
        "changes": dict(verdict.changes) if verdict else {},
        "problems": list(verdict.problems[:SHOWN_PROBLEMS]) if verdict else [],
        "more_problems": max(0, len(verdict.problems) - SHOWN_PROBLEMS) if verdict else 0,
        "requests": verdict.requests if verdict else 0,
        "downloaded": verdict.downloaded if verdict else 0,
        "seconds": verdict.seconds if verdict else 0.0,
        "visited": standing.visited,
    }


def _quarantined(data_dir: Path) -> Counter[str]:
    import polars as pl

    path = data_dir / "curated" / "documents.parquet"
    if not path.is_file():
        return Counter()
    documents = pl.read_parquet(path, columns=["source_id", "status"])
    return Counter(documents.filter(pl.col("status") == "quarantined")["source_id"].to_list())


_STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1c2430 }
h1 { font-size: 1.4rem; margin-bottom: .2rem } p.sum { color: #4a5568; margin-top: 0 }
table { border-collapse: collapse; width: 100% } th, td { padding: .35rem .6rem; border-bottom: 1px solid #e2e8f0; vertical-align: top; text-align: left }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums } ul { margin: .2rem 0; padding-left: 1.1rem; color: #742a2a; font-size: .85rem }
.s { border-radius: .6rem; padding: .05rem .5rem; font-size: .85rem; white-space: nowrap; background: #e2e8f0 }
.held, .failed { background: #feb2b2 } .empty, .incomplete, .overdue { background: #fbd38d } .fine { background: #c6f6d5 }
small { color: #718096 }
"""
_HEADS = (
    "publisher 公开方",
    "state 状态",
    "listed 在用",
    "found 新增",
    "replaced 替换",
    "moved 迁移",
    "withdrawn 撤下",
    "requests 请求",
)


def page(report: Mapping[str, Any]) -> str:
    """The report as one page that needs nothing else."""
    states = ", ".join(f"{count} {name}" for name, count in report["states"].items()) or "no portal took part"
    changed = ", ".join(f"{count} {kind}" for kind, count in report["changes"].items() if count) or "nothing changed"
    heads = "".join(f"<th{' class=n' if number > 1 else ''}>{head}</th>" for number, head in enumerate(_HEADS))
    rows = "\n".join(_html_row(row) for row in report["rows"])
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Night of {report["night"]}</title><style>{_STYLE}</style>
<h1>Night of {report["night"]} 夜间报告</h1>
<p class="sum">{report["publishers"]} publishers: {states}. {changed}. {report["requests"]} requests, {report["downloaded"]} downloads.</p>
<table><thead><tr>{heads}</tr></thead><tbody>
{rows}
</tbody></table></html>
"""


def _html_row(row: Mapping[str, Any]) -> str:
    said = [row["held"]] if row["held"] else []
    said += [f"due and not listed: {', '.join(row['overdue'])}"] if row["overdue"] and row["visited"] else []
    said += row["problems"] + ([f"and {row['more_problems']} more"] if row["more_problems"] else [])
    problems = f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in said)}</ul>" if said else ""
    quarantined = f" <small>({row['quarantined']} quarantined 隔离)</small>" if row["quarantined"] else ""
    numbers = [*(row["changes"].get(kind, 0) for kind in ("found", "replaced", "moved", "withdrawn")), row["requests"]]
    return (
        f"<tr><td>{escape(row['name'])}<br><small>{row['source_id']}</small>{problems}</td>"
        f"<td><span class='s {row['state'].replace(' ', '-')}'>{row['state']}</span></td>"
        f"<td class=n>{row['documents']}{quarantined}</td>"
        + "".join(f"<td class=n>{n or ''}</td>" for n in numbers)
        + "</tr>"
    )
