"""Charts of the compare page.

Belongs here: Altair specifications over frames. Does not belong here: figures, words.
"""

from typing import TYPE_CHECKING

import altair as alt

if TYPE_CHECKING:
    import polars as pl

# Amounts are drawn in ten thousands of yuan, as the forms mostly print them.
UNIT = 10_000
FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, WenQuanYi Zen Hei, Droid Sans Fallback, sans-serif"


def levels(frame: "pl.DataFrame", amount: str, body: str, year: str) -> alt.Chart:
    """Bars by body, a colour a year. The frame has `label`, `fiscal_year` and `amount` (ten thousand yuan)."""
    return _dressed(
        alt.Chart(frame)
        .mark_bar()
        .encode(
            y=alt.Y("label:N", title=body, sort="-x", axis=alt.Axis(labelLimit=260)),
            yOffset=alt.YOffset("fiscal_year:O"),
            x=alt.X("amount:Q", title=amount, axis=alt.Axis(format=",.0f")),
            color=alt.Color("fiscal_year:O", title=year),
            tooltip=["label:N", "fiscal_year:O", alt.Tooltip("amount:Q", format=",.2f")],
        ),
        frame["label"].n_unique() * max(1, frame["fiscal_year"].n_unique()),
    )


def shares(frame: "pl.DataFrame", share: str, body: str, year: str) -> alt.Chart:
    """Each year's bodies as shares of those chosen."""
    return _dressed(
        alt.Chart(frame)
        .mark_bar()
        .encode(
            y=alt.Y("fiscal_year:O", title=year),
            x=alt.X("amount:Q", stack="normalize", title=share, axis=alt.Axis(format="%")),
            color=alt.Color("label:N", title=body, legend=alt.Legend(labelLimit=260)),
            tooltip=["label:N", "fiscal_year:O", alt.Tooltip("share:Q", format=".1%")],
        ),
        frame["fiscal_year"].n_unique(),
    )


def change(frame: "pl.DataFrame", amount: str, body: str, year: str) -> alt.Chart:
    """A line a body over the years."""
    return _dressed(
        alt.Chart(frame)
        .mark_line(point=True)
        .encode(
            x=alt.X("fiscal_year:O", title=year),
            y=alt.Y("amount:Q", title=amount, axis=alt.Axis(format=",.0f")),
            color=alt.Color("label:N", title=body, legend=alt.Legend(labelLimit=260)),
            tooltip=["label:N", "fiscal_year:O", alt.Tooltip("amount:Q", format=",.2f")],
        ),
        12,
    )


def picture(chart: alt.Chart) -> bytes:
    """The chart as PNG, made without a browser or a network."""
    import vl_convert

    return vl_convert.vegalite_to_png(chart.to_dict(), scale=2)


def _dressed(chart: alt.Chart, rows: int) -> alt.Chart:
    return chart.properties(width="container", height=max(160, min(720, 26 * rows))).configure(font=FONT)
