"""Duizhang (对账): published budgets, final accounts and performance reports in, checked tables out.

Belongs here: the version and the base of our exceptions. Does not belong here: any import, so that every command starts quickly.
"""

__version__ = "0.1.0"


class DuizhangError(Exception):
    """Base of the errors whose message is meant for the user: the command line prints it as a sentence, without a traceback."""
