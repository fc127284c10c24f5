"""Documents made for one test: what tests/golden/test_traps*.py share.

Here: printing small forms, what a reader must find in them, drawing what the typesetting tool cannot. Not here: any test.
"""
