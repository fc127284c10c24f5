"""A file with the forms of a department and of its units, published: what compares documents sees the department's alone.

Here: marts and quality of one such file. Not here: how the sets are told apart (tests/golden/test_traps_bodies.py).
"""

from pathlib import Path

import duckdb
import pytest

from pipelines import flow
from pipelines.archive import Input
from tests.golden.test_traps_bodies import BODIES, compiled

pytestmark = pytest.mark.slow


def test_the_forms_of_units_are_published_and_compared_with_nothing(tmp_path: Path) -> None:
    (tmp_path / "compiled.pdf").write_bytes(compiled(covers=True, captions=True))
    data_dir = tmp_path / "data"
    assert not flow.run([Input(str(tmp_path / "compiled.pdf"))], data_dir, workers=1).failures
    with duckdb.connect(str(data_dir / "curated" / "duizhang.duckdb"), read_only=True) as warehouse:
        warehouse.execute("set search_path = 'marts,raw,quality'")

        def asked(query: str) -> list[tuple]:
            return warehouse.execute(query).fetchall()

        bodies = asked(
            "select distinct row_body from amounts where form = 'budget_expenditure' order by all nulls first"
        )
        assert bodies == [(None,), (BODIES[1],), (BODIES[2],)]
        hierarchy = asked("select distinct status from code_hierarchy where form = 'budget_expenditure'")
        assert hierarchy == [("pass",)]
        education = "select total_yuan from function_years where code = '205' and kind = 'budget'"
        assert asked(education) == [(90_000,)]
        years = asked("select budget_expenditure_yuan from department_years")
        assert years == [(90_000,)]
