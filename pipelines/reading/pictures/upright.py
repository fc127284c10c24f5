"""From a page as displayed to an upright grey image of one picture on it, and the way back.

Here: rendering, seals, quarter turns, skew. Not here: what stands in the image.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..pages import Box, Picture
from .engine import Engine, Image
from .lines import DETECTED_AT, crop

DPI = 200.0
LARGEST = 4000  # pixels of the longer side; larger pages are rendered with fewer dots
STEEPEST = 6.0  # degrees: paper lies no more askew
LEAST = 0.03  # degrees: less is straight
SEAL = (55.0, 190.0)  # points: official seals are 38 to 58 mm wide, with room for other scales
RED = 40  # how much redder than green and blue a pixel of a seal is
_LINES = 8  # that show whether a page stands upright
LIGHT = 140  # of 255: a pixel with more red holds no black print


@dataclass(frozen=True)
class Upright:
    """An upright grey image. `scale` is pixels a point; `picture` says where it lies; a point (x, y) of the image is at
    (x / scale, y / scale) from the upper left of the picture's area."""

    image: Image
    scale: float
    picture: Picture


def rendered(page: Any, width: float, height: float, dpi: float = DPI) -> tuple[np.ndarray, float]:
    """A page of pypdfium2 as displayed, colours BGR, and its pixels a point."""
    scale = min(dpi / 72, LARGEST / max(width, height, 1.0))
    return page.render(scale=scale, rev_byteorder=False).to_numpy()[:, :, :3], scale


def upright(colours: np.ndarray, scale: float, area: Box, engine: Engine, whole: bool) -> Upright:
    """The picture that lies in an area (points, as displayed) of a rendered page. Where it is the `whole` page, the page is as
    large as the picture is upright; else the picture is turned about its middle."""
    left, top = round(area.x0 * scale), round(area.top * scale)
    grey = without_seals(colours[top : round(area.bottom * scale), left : round(area.x1 * scale)], scale)
    turns = turns_of(grey, scale, engine)
    image = np.ascontiguousarray(np.rot90(grey, turns))
    angle = skew(image, scale)
    straight, turned = _turned(image, angle)
    # from pixels of the straight image to pixels of the page as displayed
    back = _shift(left, top) @ _quarters(turns, grey.shape) @ np.linalg.inv(turned)
    height, width = straight.shape[0] / scale, straight.shape[1] / scale
    x0, y0 = (0.0, 0.0) if whole else (area.x_mid - width / 2, area.y_mid - height / 2)
    way = _scaling(1 / scale) @ back @ _scaling(scale) @ _shift(-x0, -y0)
    a, b, c, d, e, f = (float(value) for value in way[:2].ravel())
    return Upright(straight, scale, Picture(Box(x0, y0, x0 + width, y0 + height), (a, b, c, d, e, f)))


def turns_of(grey: Image, scale: float, engine: Engine) -> int:
    """How many quarter turns against the clock make the image upright. The engine judges by the middle of the page alone, and a page
    with two lines at its top shows it nothing: it is believed where the text then reads better than it does as it stands."""
    turns = engine.quarter_turns(grey)
    if not turns:
        return 0
    return max((turns, 0), key=lambda turn: _legible(np.rot90(grey, turn), scale, engine))


def _legible(image: Image, scale: float, engine: Engine) -> float:
    """How much of an image's longest lines is read, and how surely: the sum of the beliefs in their characters."""
    import cv2

    shrink = min(1.0, DETECTED_AT / scale)
    small = cv2.resize(np.ascontiguousarray(image), None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    lines = sorted((Box(*(float(v) for v in box)) for box in engine.detect(small)), key=lambda box: -box.width)
    across = [line for line in lines if line.width > line.height][:_LINES]
    readings = engine.read([crop(small, line, scale * shrink) for line in across]) if across else []
    return sum(sign.belief for reading in readings for sign in reading.signs)


def without_seals(colours: np.ndarray, scale: float) -> Image:
    """The image in grey; round red seals vanish, and what is printed below them in black stays. Other red print stays too."""
    import cv2

    grey = cv2.cvtColor(np.ascontiguousarray(colours), cv2.COLOR_BGR2GRAY)
    blue, green, red = (colours[:, :, n].astype(np.int16) for n in range(3))
    reddish = (red - np.maximum(green, blue) > RED).astype(np.uint8)
    if not reddish.any():
        return grey
    reach = max(3, round(4 * scale)) | 1
    joined = cv2.morphologyEx(reddish, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    for x, y, width, height, _ in stats[1:]:
        low, high = sorted((width / scale, height / scale))
        if SEAL[0] <= low and high <= SEAL[1] and high < 1.5 * low:
            part = np.s_[y : y + height, x : x + width]
            # where a seal lies over paper its red is light; where it lies over print, the print's own darkness is left
            seal = red[part] - np.maximum(green[part], blue[part]) > RED // 3
            grey[part] = np.where(seal, np.where(red[part] > LIGHT, 255, red[part]), grey[part])
    return grey


def skew(image: Image, scale: float) -> float:
    """The angle in degrees by which the image is to be turned against the clock: the one at which rows of ink are sharpest."""
    import cv2

    small = cv2.resize(image, None, fx=1.1 / scale, fy=1.1 / scale, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12).astype(np.float32)
    if ink.sum() < 50:
        return 0.0

    def sharpness(angle: float) -> float:
        rows = cv2.warpAffine(ink, _rotation(ink.shape, angle)[:2], (ink.shape[1], ink.shape[0])).sum(axis=1)
        return float(np.square(np.diff(rows)).sum())

    best = 0.0
    for step, reach in ((0.5, STEEPEST), (0.1, 0.5), (0.02, 0.1)):
        tried = np.arange(best - reach, best + reach + step / 2, step)
        best = max(tried, key=lambda angle: (sharpness(float(angle)), -abs(angle)))
    return 0.0 if abs(best) < LEAST else float(best)


def _rotation(shape: tuple[int, ...], angle: float) -> np.ndarray:
    import cv2

    return np.vstack([cv2.getRotationMatrix2D((shape[1] / 2, shape[0] / 2), angle, 1.0), (0, 0, 1)])


def _turned(image: Image, angle: float) -> tuple[Image, np.ndarray]:
    """The image turned against the clock on paper of its own shade, and the matrix from old pixels to new ones."""
    import cv2

    if not angle:
        return image, np.eye(3)
    matrix = _rotation(image.shape, angle)
    shade = int(np.percentile(image, 90))
    size = (image.shape[1], image.shape[0])
    return cv2.warpAffine(image, matrix[:2], size, flags=cv2.INTER_CUBIC, borderValue=shade), matrix


def _quarters(turns: int, shape: tuple[int, ...]) -> np.ndarray:
    """From pixels of an image after quarter turns against the clock to pixels before; `shape` is the shape before."""
    height, width = shape[:2]
    return np.array(
        [
            [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            [[0, -1, width], [1, 0, 0], [0, 0, 1]],
            [[-1, 0, width], [0, -1, height], [0, 0, 1]],
            [[0, 1, 0], [-1, 0, height], [0, 0, 1]],
        ][turns],
        dtype=float,
    )


def _shift(x: float, y: float) -> np.ndarray:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], dtype=float)


def _scaling(factor: float) -> np.ndarray:
    return np.diag([factor, factor, 1.0])
