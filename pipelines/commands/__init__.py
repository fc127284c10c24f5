"""The verbs of the command line, one module each: a module without a leading underscore has `register(app)`, and is found by itself.

Belongs here: arguments, help with examples, and how results look on a terminal. Does not belong here: the work itself. A verb imports what it
needs when it runs, so that `duizhang --help` stays quick.
"""
