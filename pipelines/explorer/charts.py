"""Charts of the compare page.

Belongs here: Altair specifications over frames. Does not belong here: figures, words.
"""

from typing import TYPE_CHECKING, Any

import altair as alt

if TYPE_CHECKING:
    import polars as pl

# Amounts are drawn in ten thousands of yuan, as the forms mostly print them.
UNIT = 10_000
AROUND = 80  # pixels of axis and title, which the height of a chart as wide as its container includes
FILE_WIDTH = 760  # pixels, before the PNG's doubling
FONT = "Noto Sans CJK SC, PingFang SC, Microsoft YaHei, WenQuanYi Zen Hei, Droid Sans Fallback, sans-serif"


def levels(frame: "pl.DataFrame", amount: str, body: str, year: str) -> alt.Chart:
    """Bars by body, a colour a year. The frame has `label`, `fiscal_year` and `amount` (ten thousand yuan)."""
    return _dressed(
        _of(frame)
        .mark_bar()
        .encode(
            y=alt.Y("label:N", title=body, sort="-x", axis=alt.Axis(labelLimit=260)),
            yOffset=alt.YOffset("fiscal_year:O"),
            x=alt.X("amount:Q", title=amount, axis=alt.Axis(format=",.0f")),
            color=alt.Color("fiscal_year:O", title=year),
            tooltip=["label:N", "fiscal_year:O", alt.Tooltip("amount:Q", format=",.2f")],
        ),
        frame["label"].n_unique() * max(24, 14 * frame["fiscal_year"].n_unique()),
    )


def shares(frame: "pl.DataFrame", share: str, body: str, year: str) -> alt.Chart:
    """Each year's bodies as shares of those chosen."""
    return _dressed(
        _of(frame)
        .mark_bar()
        .encode(
            y=alt.Y("fiscal_year:O", title=year),
            x=alt.X("amount:Q", stack="normalize", title=share, axis=alt.Axis(format="%")),
            color=alt.Color("label:N", title=body, legend=alt.Legend(labelLimit=260)),
            tooltip=["label:N", "fiscal_year:O", alt.Tooltip("share:Q", format=".1%")],
        ),
        44 * frame["fiscal_year"].n_unique(),
    )


def change(frame: "pl.DataFrame", amount: str, body: str, year: str) -> alt.Chart:
    """A line a body over the years."""
    return _dressed(
        _of(frame)
        .mark_line(point=True)
        .encode(
            x=alt.X("fiscal_year:O", title=year),
            y=alt.Y("amount:Q", title=amount, axis=alt.Axis(format=",.0f")),
            color=alt.Color("label:N", title=body, legend=alt.Legend(labelLimit=260)),
            tooltip=["label:N", "fiscal_year:O", alt.Tooltip("amount:Q", format=",.2f")],
        ),
        280,
    )


def png(chart: alt.Chart) -> bytes:
    """The chart as PNG, made without a browser or a network, in the fonts of this system."""
    import vl_convert

    return vl_convert.vegalite_to_png(_fixed(chart), scale=2)


def svg(chart: alt.Chart) -> bytes:
    """The chart as SVG, its words kept as words: whoever opens it brings the font."""
    import vl_convert

    return vl_convert.vegalite_to_svg(_fixed(chart)).encode()


def _fixed(chart: alt.Chart) -> dict[str, Any]:
    # A file has no container to be as wide as.
    return chart.properties(width=FILE_WIDTH).to_dict()


def _of(frame: "pl.DataFrame") -> Any:
    # Altair makes its methods while it runs: a type checker sees none.
    return alt.Chart(frame)


def _dressed(chart: alt.Chart, height: int) -> alt.Chart:
    return chart.properties(width="container", height=min(680, AROUND + height)).configure(font=FONT)
