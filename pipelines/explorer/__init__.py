"""The explorer: pages in the browser over the published tables, and pictures of document pages.

Belongs here: questions that the pages ask (data.py), words (texts.yaml), charts, downloads, drawing (overlay.py), one module a page (views).
Does not belong here: any figure's meaning: it is computed in dbt, and a page shows what is published. Streamlit is an extra: only app.py,
session.py and views import it.
"""
