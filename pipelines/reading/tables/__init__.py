"""Tables of a document: cells found on pages, filled with text, stitched over pages. Not here: what a table means (reading/forms)."""
