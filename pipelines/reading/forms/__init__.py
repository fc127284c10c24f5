"""From tables to the statutory forms and their amounts. Not here: how tables are found (reading/tables)."""
