"""Showing documents and what was read of them. Belongs here: pictures and pages. Does not belong here: reading, SQL models."""
