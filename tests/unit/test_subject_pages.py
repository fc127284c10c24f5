"""Pages made of lines of text, for tests of the subject, of triage and of expected forms."""

from pipelines.reading.pages import Box, Glyph, Page, Run


def page_of(number: int, lines: list[str], size: float = 12.0, image_share: float | None = None) -> Page:
    """A page whose lines read as given; white space makes a visible gap."""
    runs = []
    top = 60.0
    for line in lines:
        x = 60.0
        for word in line.split():
            glyphs = []
            for character in word:
                width = size if ord(character) > 255 else size / 2
                glyphs.append(Glyph(character, Box(x, top, x + width, top + size)))
                x += width
            runs.append(Run(tuple(glyphs), word, Box(glyphs[0].box.x0, top, x, top + size)))
            x += size
        top += 1.8 * size
    return Page(number, 842.0, 595.0, 0, tuple(runs), image_share=image_share)


def pages_of(text: str) -> list[Page]:
    """Pages separated by a line of three hyphens."""
    return [
        page_of(number, part.strip("\n").split("\n")) for number, part in enumerate(text.strip("\n").split("---"), 1)
    ]


def test_pages_read_back():
    first, second = pages_of("2023年度\n部门：甲市财政局 单位：万元\n---\n收入支出决算总表")
    assert [line.text for line in first.lines] == ["2023年度", "部门：甲市财政局 单位：万元"]
    assert (second.number, second.text) == (2, "收入支出决算总表")
