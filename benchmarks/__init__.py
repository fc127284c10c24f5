"""How fast the reading is, beside the libraries that people use. Not here: whether it is right (tests/), the reading itself (pipelines/)."""
