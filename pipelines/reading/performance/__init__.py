"""Performance forms (绩效目标表, 绩效自评表): projects, their money, their indicators.

Here: what the words of such forms mean (words.py), their parts (money.py, indicators.py, lists.py) and the walk over a document's
tables (walk.py). Not here: finding tables, the arithmetic of scores (pipelines/reconcile).
"""

from .model import FORMS, Fund, Indicator, Project
from .records import records
from .titles import performance_forms
from .walk import read_performance

__all__ = ["FORMS", "Fund", "Indicator", "Project", "performance_forms", "read_performance", "records"]
