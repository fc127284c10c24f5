"""Reference data that ships with the package: divisions, classifications, population (README.md says where each is from).

Belongs here: data files, and what makes them by hand. Does not belong here: anything that reads or publishes documents.
"""
