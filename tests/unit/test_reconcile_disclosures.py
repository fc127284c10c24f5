"""Consistent disclosures made of a few figures, to be broken by the tests of the identities, and the proof that they are consistent.

Here: amounts of whole final accounts and budgets, form by form, as a reader would hand them over. Not here: what happens when a figure is changed
(test_reconcile_identities.py), layouts of single forms (test_reconcile.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from pipelines.reconcile import check, summary

UNITS = {"元": Decimal(1), "万元": Decimal(10_000)}


@dataclass(frozen=True)
class Printed:
    """One printed amount, with the fields of reading's Amount that the identities look at."""

    form: str
    side: str | None
    block: int
    code: str | None
    line_name: str
    raw_name: str
    row_body: str | None
    measure: str
    header_path: str
    yuan: Decimal | None
    value: Decimal
    published: str
    unit: str
    table_id: str
    row_index: int
    column_index: int
    indent: float
    form_body: str | None = None


class Form:
    """A printed form: rows are added from top to bottom, amounts in yuan; None is a blank cell."""

    def __init__(self, form: str, unit: str = "万元", decimals: int = 2, table: str | None = None):
        self.form, self.unit, self.decimals, self.table = form, unit, decimals, table or form
        self.amounts: list[Printed] = []
        self.columns: dict[object, int] = {}
        self.at = 0

    def row(
        self,
        name: str,
        code: str | None = None,
        *,
        side: str | None = None,
        block: int = 1,
        raw: str | None = None,
        indent: float = 0,
        body: str | None = None,
        same: bool = False,
        lane: int = 0,
        extra: Iterable[tuple[str, int]] = (),
        **measures: int | None,
    ) -> "Form":
        """One row; `same` puts it on the row before (another lane), `extra` are columns that no measure names."""
        self.at += not same
        shared = (self.form, side, block, code, name, raw or name, body)
        for measure, yuan in measures.items():
            self._add(shared, measure, measure, yuan, (side, block, lane, measure), indent)
        for header, yuan in extra:
            self._add(shared, "unmapped", header, yuan, (side, block, lane, header), indent)
        return self

    def items(self, found: dict[str, Any], measure: str, body: str | None = None, down: bool = False) -> "Form":
        """The items of a three-public form in a row, or below each other."""
        self.at += 1
        for name, yuan in found.items():
            self.at += down
            shared = (self.form, None, 1, None, name, body or name, body)
            self._add(shared, measure, name, yuan, measure if down else (measure, name), 0)
        return self

    def _add(self, shared: tuple, measure: str, header: str, yuan: int | None, column: object, indent: float) -> None:
        at = self.columns.setdefault(column, len(self.columns))
        if yuan is not None:
            money = Decimal(yuan)
            value = money / UNITS[self.unit]
            shown = f"{value:,.{self.decimals}f}"
            self.amounts.append(
                Printed(*shared, measure, header, money, value, shown, self.unit, self.table, self.at, at, indent)
            )


# ------------------------------------------------------------------------------------------------------------- figures

CLASSES = {
    "201": "一般公共服务支出",
    "205": "教育支出",
    "208": "社会保障和就业支出",
    "212": "城乡社区支出",
    "223": "国有资本经营预算支出",
    "229": "其他支出",
}
# code, basic, project, whose money
LEAVES = [
    ("2010301", 812_345_00, 0, "general"),
    ("2010302", 0, 95_000_00, "general"),
    ("2010399", 0, 30_250_00, "other"),
    ("2050803", 1_200_00, 3_400_00, "general"),
    ("2080505", 120_480_00, 0, "general"),
    ("2080506", 60_240_00, 0, "general"),
    ("2089901", 0, 5_000_00, "general"),
    ("2120801", 0, 700_000_00, "fund"),
    ("2120802", 0, 41_000_00, "fund"),
    ("2290401", 0, 52_000_00, "fund"),
    ("2080451", 0, 6_000_00, "capital"),
    ("2230105", 0, 88_800_00, "capital"),
    ("2230201", 0, 11_200_00, "capital"),
]
COLUMN = {"general": "general_budget", "fund": "government_fund", "capital": "state_capital"}
STAFF = [  # economic code, share of the basic expenditure in yuan: personnel (301, 303) and public (302, 310)
    ("30101", 400_000_00),
    ("30102", 300_100_00),
    ("30301", 54_165_00),
    ("30201", 120_000_00),
    ("30211", 80_000_00),
    ("31002", 40_000_00),
]
LATER = 3_000_00  # brought forward into a budget and carried on into the next year
BASIC = sum(b for _, b, _, _ in LEAVES)


def leaves(money: str) -> list[tuple]:
    return [leaf for leaf in LEAVES if leaf[3] in money.split()]


def rows(found: list[tuple], measures) -> list[tuple[str, str, dict[str, Any]]]:
    """(code, name, measures) of every class, section and leaf, in the order of codes; `measures` of one leaf."""
    sums: dict[str, dict[str, Any]] = {}
    for leaf in found:
        for length in (3, 5, 7):
            into = sums.setdefault(leaf[0][:length], {})
            for measure, yuan in measures(leaf).items():
                into[measure] = into.get(measure, 0) + yuan
    return [(code, CLASSES.get(code, f"科目{code}"), into) for code, into in sorted(sums.items())]


def whole(found: list[tuple], measures) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for leaf in found:
        for measure, yuan in measures(leaf).items():
            out[measure] = out.get(measure, 0) + yuan
    return out


def coded(form: str, found: list[tuple], measures, **options) -> Form:
    """A form keyed by functional codes, 合计 first."""
    out = Form(form, **options).row("合计", **whole(found, measures))
    for code, name, into in rows(found, measures):
        out.row(name, code, **into)
    return out


def spending(leaf: tuple) -> dict[str, Any]:
    return {"total": leaf[1] + leaf[2], "basic": leaf[1], "project": leaf[2]}


def staffed(leaf: tuple) -> dict[str, Any]:
    public = leaf[1] // 5
    return {
        "total": leaf[1] + leaf[2],
        "basic": leaf[1],
        "personnel": leaf[1] - public,
        "public": public,
        "project": leaf[2],
    }


def by_budget(leaf: tuple) -> dict[str, Any]:
    return {"total": leaf[1] + leaf[2], **({COLUMN[leaf[3]]: leaf[1] + leaf[2]} if leaf[3] in COLUMN else {})}


def sources(leaf: tuple) -> dict[str, Any]:
    money = leaf[1] + leaf[2]
    if leaf[3] == "other":
        return {
            "total": money,
            "institutional_income": money - 250_00,
            "education_fees": 100_00,
            "other_income": 250_00,
        }
    return {"total": money, "fiscal_appropriation": money}


def all_sources(leaf: tuple) -> dict[str, Any]:
    money = leaf[1] + leaf[2]
    carried = money // 10_000 * 100
    later = LATER if leaf[0] == "2010301" else 0
    year = {"total": money + later, "current_year_income": money - carried, "carryover": carried + later}
    if leaf[3] == "other":
        return {**year, "institutional_income": money - carried - 250_00, "other_income": 250_00}
    return {**year, "fiscal_appropriation": money - carried, COLUMN[leaf[3]]: money - carried}


def economic() -> list[tuple[str, str, int]]:
    sums: dict[str, Any] = {}
    for code, yuan in STAFF:
        for length in (3, 5):
            sums[code[:length]] = sums.get(code[:length], 0) + yuan
    return [(code, f"经济{code}", yuan) for code, yuan in sorted(sums.items())]


def is_personnel(code: str) -> bool:
    return code[:3] in {"301", "303"}


# ------------------------------------------------------------------------------------------------------ final accounts


def final_accounts(money: str = "general fund capital other") -> list[Form]:
    """The nine forms of final accounts; with `money` of the general budget only, fund and state capital forms are blank."""
    found = leaves(money)
    fiscal = [leaf for leaf in found if leaf[3] != "other"]
    used, opened, distributed = 12_000_00, 50_000_00, 7_000_00
    closing = used + opened - distributed
    all_in, income, fiscal_in = whole(found, spending)["total"], whole(found, sources), whole(fiscal, by_budget)

    summary_form = Form("final_summary")
    names = {
        "general_budget": "一般公共预算财政拨款收入",
        "government_fund": "政府性基金预算财政拨款收入",
        "state_capital": "国有资本经营预算财政拨款收入",
    }
    for number, (measure, name) in zip("一二三", names.items(), strict=True):
        summary_form.row(name, side="income", raw=f"{number}、{name}", total=fiscal_in.get(measure))
    summary_form.row("事业收入", side="income", raw="五、事业收入", total=income.get("institutional_income"))
    summary_form.row("其他收入", side="income", raw="八、其他收入", total=income.get("other_income"))
    summary_form.row("本年收入合计", side="income", total=all_in).row(
        "使用非财政拨款结余（含专用结余）", side="income", total=used, indent=8
    )
    summary_form.row("年初结转和结余", side="income", total=opened, indent=24).row(
        "总计", side="income", total=all_in + used + opened
    )
    summary_form.at = 0
    for code, name, into in rows(found, spending):
        if len(code) == 3:
            summary_form.row(name, side="expenditure", raw=f"一、{name}", total=into["total"])
    summary_form.row("本年支出合计", side="expenditure", total=all_in).row(
        "结余分配", side="expenditure", total=distributed
    )
    summary_form.row("年末结转和结余", side="expenditure", total=closing).row(
        "总计", side="expenditure", total=all_in + used + opened
    )

    balances: dict[str, Any] = {
        "general_budget": 9_000_00,
        **({"government_fund": 4_000_00} if "fund" in money else {}),
    }
    fiscal_form = Form("final_fiscal_summary")
    short = {
        "general_budget": "一般公共预算财政拨款",
        "government_fund": "政府性基金预算财政拨款",
        "state_capital": "国有资本经营预算财政拨款",
    }
    for number, (measure, name) in zip("一二三", short.items(), strict=True):
        fiscal_form.row(name, side="income", raw=f"{number}、{name}", total=fiscal_in.get(measure))
    year, before = fiscal_in["total"], sum(balances.values())
    fiscal_form.row("本年收入合计", side="income", total=year).row(
        "年初财政拨款结转和结余", side="income", total=before
    )
    for measure, yuan in balances.items():
        fiscal_form.row(short[measure], side="income", total=yuan)
    fiscal_form.row("总计", side="income", total=year + before)
    fiscal_form.at = 0
    for code, name, into in rows(fiscal, by_budget):
        if len(code) == 3:
            fiscal_form.row(name, side="expenditure", raw=f"一、{name}", **into)
    columns = [m for m in COLUMN.values() if m in fiscal_in]
    fiscal_form.row("本年支出合计", side="expenditure", **fiscal_in)
    fiscal_form.row(
        "年末财政拨款结转和结余",
        side="expenditure",
        total=before,
        **{m: y for m, y in balances.items() if m in columns},
    )
    fiscal_form.row(
        "总计", side="expenditure", total=year + before, **{m: fiscal_in[m] + balances.get(m, 0) for m in columns}
    )

    basic_form = Form("final_general_basic")
    left = [e for e in economic() if is_personnel(e[0])]
    right = [e for e in economic() if not is_personnel(e[0])]
    for i in range(max(len(left), len(right))):
        for lane, side in enumerate((left, right)):
            if i < len(side):
                basic_form.row(side[i][1], side[i][0], same=lane == 1, lane=lane, total=side[i][2])
    personnel, public = (sum(y for c, _, y in group if len(c) == 3) for group in (left, right))
    basic_form.row("人员经费合计", total=personnel).row("公用经费合计", same=True, lane=1, total=public)
    if "other" not in money:
        basic_form.row("合计", total=personnel + public)  # some cities print it, most do not

    three = {
        "因公出国（境）费": 1_000_00,
        "公务用车购置费": 18_000_00,
        "公务用车运行维护费": 4_200_00,
        "公务用车购置及运行维护费": 22_200_00,
        "公务接待费": 350_00,
    }
    three_form = Form("final_three_public")
    for measure in ("budget", "final"):
        three_form.at = 0
        three_form.items({"合计": sum(three.values()) - 22_200_00, **three}, measure, down=True)

    out = [
        summary_form,
        coded("final_income", found, sources),
        coded("final_expenditure", found, spending),
        fiscal_form,
        coded("final_general_expenditure", leaves("general"), spending),
        basic_form,
        three_form,
    ]
    if "fund" in money:
        out.append(
            coded(
                "final_government_fund",
                leaves("fund"),
                lambda leaf: {
                    "opening_balance": 2_000_00,
                    "income": leaf[2],
                    "total": leaf[2],
                    "basic": 0,
                    "project": leaf[2],
                    "closing_balance": 2_000_00,
                },
            )
        )
    if "capital" in money:
        out.append(coded("final_state_capital", leaves("capital"), spending))
    return out


# -------------------------------------------------------------------------------------------------------------- budgets


def budget(money: str = "general fund capital other", carried: bool = True) -> list[Form]:
    """The forms of a budget; without `carried` nothing is brought forward."""
    found = leaves(money)
    fiscal = [leaf for leaf in found if leaf[3] != "other"]
    income = whole(found, all_sources if carried else by_budget)
    later = LATER if carried else 0
    year = income.get("current_year_income", income["total"])
    before = income.get("carryover", 0)
    fiscal_before = whole(fiscal, all_sources)["carryover"] if carried else 0
    fiscal_year = whole(fiscal, by_budget)["total"] - fiscal_before + later

    summary_form = Form("budget_summary")
    names = {
        "general_budget": "一般公共预算拨款",
        "government_fund": "政府性基金预算拨款",
        "state_capital": "国有资本经营预算拨款",
    }
    summary_form.row("财政拨款", side="income", raw="一、财政拨款", total=fiscal_year)
    for number, (measure, name) in enumerate(names.items(), 1):
        summary_form.row(name, side="income", raw=f"{number}.{name}", indent=12, total=income.get(measure))
    summary_form.row("事业收入", side="income", raw="二、事业收入", total=income.get("institutional_income"))
    summary_form.row("其他收入", side="income", raw="三、其他收入", total=income.get("other_income"))
    summary_form.row("本年收入合计", side="income", total=year)
    if carried:
        summary_form.row("上年结余、结转", side="income", total=before)
        summary_form.row(
            "财政拨款结余、结转", side="income", raw="1.财政拨款结余、结转", indent=12, total=fiscal_before
        )
        summary_form.row(
            "非财政拨款结余、结转", side="income", raw="2.非财政拨款结余、结转", indent=12, total=before - fiscal_before
        )
    summary_form.row("收入总计", side="income", total=year + before)
    summary_form.at = 0
    for code, name, into in rows(found, staffed):
        if len(code) == 3:
            summary_form.row(
                name, side="expenditure", raw=f"一、{name}", **{k: v for k, v in into.items() if k != "basic"}
            )
    spent = {k: v for k, v in whole(found, staffed).items() if k != "basic"}
    summary_form.row("本年支出合计", side="expenditure", **spent)
    if carried:
        summary_form.row("结转下年", side="expenditure", total=later, project=later)
    summary_form.row(
        "支出总计",
        side="expenditure",
        **{**spent, "total": spent["total"] + later, "project": spent["project"] + later},
    )

    fiscal_form = Form("budget_fiscal_summary")
    year_of = {
        m: whole([x for x in fiscal if COLUMN[x[3]] == m], all_sources if carried else by_budget).get(m, 0)
        for m in COLUMN.values()
    }
    all_of = {m: whole(fiscal, by_budget).get(m, 0) for m in COLUMN.values()}
    fiscal_form.row("本年收入", side="income", raw="一、本年收入", total=fiscal_year)
    for number, (measure, name) in zip("一二三", names.items(), strict=True):
        fiscal_form.row(name, side="income", raw=f"（{number}）{name}", total=year_of[measure] or None)
    if carried:
        fiscal_form.row("上年结转", side="income", raw="二、上年结转", total=fiscal_before)
        for number, (measure, name) in zip("一二三", names.items(), strict=True):
            rest = all_of[measure] - year_of[measure] + (later if measure == "general_budget" else 0)
            fiscal_form.row(name, side="income", raw=f"（{number}）{name}", total=rest)
    fiscal_form.row("收入总计", side="income", total=fiscal_year + fiscal_before)
    fiscal_form.at = 0
    fiscal_form.row("本年支出", side="expenditure", raw="一、本年支出", **whole(fiscal, by_budget))
    for code, name, into in rows(fiscal, by_budget):
        if len(code) == 3:
            fiscal_form.row(name, side="expenditure", raw=f"（一）{name}", **into)
    spent = whole(fiscal, by_budget)
    if carried:
        fiscal_form.row("结转下年", side="expenditure", raw="二、结转下年", total=later, general_budget=later)
    more = {m: yuan + (later if m in {"total", "general_budget"} else 0) for m, yuan in spent.items()}
    fiscal_form.row("支出总计", side="expenditure", **more)

    basic_form = Form("budget_general_basic").row("合计", total=BASIC, personnel=BASIC - 240_000_00, public=240_000_00)
    economic_form = Form("budget_general_economic").row("合计", **whole(leaves("general"), spending))
    project = whole(leaves("general"), spending)["project"]
    for code, name, yuan in economic():
        share = project if code in {"302", "30201"} else 0
        staff: dict[str, Any] = {"personnel" if is_personnel(code) else "public": yuan}
        basic_form.row(name, code, total=yuan, **staff)
        economic_form.row(name, code, total=yuan + share, basic=yuan, project=share)

    cars = {"公务用车购置费": 18_000_00, "公务用车运行维护费": 4_200_00, "公务用车购置及运行维护费": 22_200_00}
    own = {"合计": 23_550_00, "因公出国（境）费": 1_000_00, **cars, "公务接待费": 350_00}
    unit = {"合计": 800_00, "公务用车运行维护费": 500_00, "公务用车购置及运行维护费": 500_00, "公务接待费": 300_00}
    both = {k: own.get(k, 0) + unit.get(k, 0) for k in own}
    three_form = (
        Form("budget_three_public")
        .items(both, "budget")
        .items(own, "budget", "某局本级")
        .items(unit, "budget", "某局信息中心")
    )

    costs = {"信息系统运维": 90_000_00, "办案经费": 48_500_00}
    project_form = Form("budget_project")
    project_form.row(
        "合计",
        total=138_500_00,
        fiscal_appropriation=130_000_00,
        general_budget=120_000_00,
        government_fund=10_000_00,
        other_income=8_500_00,
    )
    project_form.row(
        next(iter(costs)),
        total=90_000_00,
        fiscal_appropriation=90_000_00,
        general_budget=80_000_00,
        government_fund=10_000_00,
    )
    project_form.row(
        "办案经费", total=48_500_00, fiscal_appropriation=40_000_00, general_budget=40_000_00, other_income=8_500_00
    )

    income_form = coded("budget_income", found, all_sources if carried else by_budget)
    return [
        summary_form,
        income_form,
        coded("budget_expenditure", found, staffed),
        fiscal_form,
        coded("budget_general_expenditure", leaves("general"), staffed),
        basic_form,
        economic_form,
        three_form,
        project_form,
        *([coded("budget_government_fund", leaves("fund"), spending)] if "fund" in money else []),
        *([coded("budget_state_capital", leaves("capital"), spending)] if "capital" in money else []),
    ]


def by_bodies() -> list[Form]:
    """Forms whose codes stand under bodies, the department first among the bodies of the income form."""
    one, two = leaves("general")[:3], leaves("general")[3:]
    spent = Form("budget_general_expenditure").row("合计", **whole(one + two, staffed))
    for body, part in (("某局本级", one), ("某局信息中心", two)):
        spent.row(body, **whole(part, staffed))
        for code, name, into in rows(part, staffed):
            spent.row(name, code, **into)
    earned = (
        Form("budget_income").row("合计", **whole(one + two, all_sources)).row("某局", **whole(one + two, all_sources))
    )
    earned.row("某局本级", **whole(one, all_sources)).row("某局信息中心", **whole(two, all_sources))
    return [spent, earned]


def amounts(forms: Iterable[Form]) -> list[Printed]:
    """All amounts of some forms."""
    return [a for form in forms for a in form.amounts]


FUND_FORMS = {"final_government_fund", "final_state_capital"}
DISCLOSURES: dict[str, tuple[str, list[Printed], set[str]]] = {
    "final": ("final", amounts(final_accounts()), set()),
    "final, general budget only": ("final", amounts(final_accounts("general")), FUND_FORMS),
    "budget": ("budget", amounts(budget()), set()),
    "budget, general budget only": (
        "budget",
        amounts(budget("general", carried=False)),
        {"budget_government_fund", "budget_state_capital"},
    ),
    "budget by bodies": ("budget", amounts(by_bodies()), set()),
}


@pytest.mark.parametrize("name", DISCLOSURES)
def test_a_consistent_disclosure_closes(name: str) -> None:
    kind, found, blank = DISCLOSURES[name]
    checks = check(found, kind=kind, forms_blank=blank)
    assert [c for c in checks if c.status != "pass"] == []
    assert summary(checks)["pass"] > 25


@pytest.mark.parametrize("name", DISCLOSURES)
def test_in_yuan_without_decimals_it_closes_as_well(name: str) -> None:
    kind, found, blank = DISCLOSURES[name]
    in_yuan = [replace(a, value=a.yuan, published=f"{a.yuan:,.0f}", unit="元") for a in found if a.yuan is not None]
    assert summary(check(in_yuan, kind=kind, forms_blank=blank)) == summary(check(found, kind=kind, forms_blank=blank))
