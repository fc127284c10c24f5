"""Makes a bad scan of a PDF: every page a picture, askew, blurred, noisy, with few dots, under a seal, or faxed. Its text layer is the truth.

Here: from PDF to image-only PDF, the same every time. Not here: how well that is read (pictures.py).

    python -m benchmarks.degrade tables.pdf scan.pdf --dpi 150 --skew 0.8 --noise 8
"""

import argparse
import io
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

INCH = 72.0
PAPER = 250  # of 255: paper is not quite white
SEAL_RED = (205, 40, 40)
SEAL_WIDTH = 42 / 25.4 * INCH  # points


@dataclass(frozen=True)
class Wear:
    """What a page goes through, in this order."""

    dpi: float = 150.0
    skew: float = 0.0  # degrees against the clock
    seal: bool = False  # a round red seal over the middle of the page
    blur: float = 0.0  # points: the radius at which an edge is half as sharp
    noise: float = 0.0  # standard deviation of each dot's shade, of 255
    fax: bool = False  # black or white, nothing between
    quality: int = 80  # of the JPEG, 1 to 95


def degraded(data: bytes, wear: Wear, pages: Collection[int] | None = None) -> bytes:
    """An image-only PDF of a PDF's pages (of these alone, numbers from 1), each as large as it was displayed."""
    out = pypdfium2.PdfDocument.new()
    with pypdfium2.PdfDocument(data) as document:
        for number, page in enumerate(document, 1):
            if pages is not None and number not in pages:
                continue
            width, height = page.get_size()
            picture = worn(page.render(scale=wear.dpi / INCH).to_pil().convert("RGB"), wear, seed=number)
            _add_page(out, picture, width, height, wear.quality)
    buffer = io.BytesIO()
    out.save(buffer)
    out.close()
    return buffer.getvalue()


def _add_page(out: pypdfium2.PdfDocument, picture: Image.Image, width: float, height: float, quality: int) -> None:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    page = out.new_page(width, height)
    image = pypdfium2.PdfImage.new(out)
    image.load_jpeg(io.BytesIO(buffer.getvalue()), inline=True)
    image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    page.insert_obj(image)
    page.gen_content()


def worn(picture: Image.Image, wear: Wear, seed: int) -> Image.Image:
    """One page's picture after all of it."""
    random = np.random.default_rng(seed)
    if wear.seal:
        picture = _sealed(picture, wear.dpi, random)
    if wear.skew:
        picture = picture.rotate(wear.skew, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    if wear.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(wear.blur * wear.dpi / INCH))
    shades = np.asarray(picture, np.float32) * (PAPER / 255)
    if wear.noise:
        shades = shades + random.normal(0, wear.noise, shades.shape[:2])[:, :, None]
    if wear.fax:
        shades = np.where(shades.mean(axis=2, keepdims=True) > 150, 255.0, 0.0) * np.ones(3)
    return Image.fromarray(shades.clip(0, 255).astype(np.uint8))


def _sealed(picture: Image.Image, dpi: float, random: np.random.Generator) -> Image.Image:
    """A ring, a star and strokes in place of letters, through which print shows."""
    radius = SEAL_WIDTH / 2 * dpi / INCH
    x = float(random.uniform(0.35, 0.65)) * picture.width
    y = float(random.uniform(0.3, 0.6)) * picture.height
    ink = Image.new("RGB", picture.size, (255, 255, 255))
    draw = ImageDraw.Draw(ink)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=SEAL_RED, width=max(2, round(radius / 14)))
    draw.polygon(list(_star(x, y, radius / 3)), fill=SEAL_RED)
    for step in range(12):
        angle = math.pi * (0.9 + 1.2 * step / 11)
        at = (x + 0.75 * radius * math.cos(angle), y + 0.75 * radius * math.sin(angle))
        draw.rectangle(
            (at[0] - radius / 12, at[1] - radius / 9, at[0] + radius / 12, at[1] + radius / 9), fill=SEAL_RED
        )
    mixed = np.minimum(np.asarray(picture), np.asarray(ink))
    return Image.fromarray(mixed)


def _star(x: float, y: float, radius: float) -> Iterator[tuple[float, float]]:
    for step in range(10):
        reach = radius if step % 2 == 0 else radius * 0.4
        angle = math.pi * (step / 5 - 0.5)
        yield x + reach * math.cos(angle), y + reach * math.sin(angle)


def main() -> None:
    """The command: see the module's first lines."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.degrade", description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--pages", type=int, nargs="*", help="these pages alone, from 1")
    parser.add_argument("--dpi", type=float, default=Wear.dpi)
    parser.add_argument("--skew", type=float, default=Wear.skew, help="degrees")
    parser.add_argument("--blur", type=float, default=Wear.blur, help="points")
    parser.add_argument("--noise", type=float, default=Wear.noise, help="of 255")
    parser.add_argument("--quality", type=int, default=Wear.quality, help="of the JPEG")
    parser.add_argument("--seal", action="store_true")
    parser.add_argument("--fax", action="store_true")
    asked = vars(parser.parse_args())
    source, target, pages = asked.pop("source"), asked.pop("target"), asked.pop("pages")
    target.write_bytes(degraded(source.read_bytes(), Wear(**asked), pages))


if __name__ == "__main__":
    main()
