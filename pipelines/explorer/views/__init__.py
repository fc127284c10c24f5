"""The pages, one module each with a function `page`. Belongs here: widgets and their order. Does not belong here: SQL, words, charts."""
