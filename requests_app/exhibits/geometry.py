"""Where things stand on a page as it is shown, whatever its rotation, boxes and units."""

from dataclasses import dataclass

Matrix = tuple[float, float, float, float, float, float]
"""a b c d e f: x' = a·x + c·y + e, y' = b·x + d·y + f."""

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right, top."""

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def after(first: Matrix, then: Matrix) -> Matrix:
    """One matrix that does both, in this order."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def inverse(matrix: Matrix) -> Matrix:
    """What undoes it; the matrix must not flatten the plane."""
    a, b, c, d, e, f = matrix
    area = a * d - b * c
    return (d / area, -b / area, -c / area, a / area, (c * f - d * e) / area, (b * e - a * f) / area)


def box_under(matrix: Matrix, box: Rectangle) -> Rectangle:
    """The smallest upright rectangle around the box once moved."""
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return (min(xs), min(ys), max(xs), max(ys))


def operands(numbers: tuple[float, ...]) -> str:
    """Numbers as a PDF writes them."""
    return " ".join(f"{number:.4f}".rstrip("0").rstrip(".") for number in numbers)


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a page that is shown: box in user space, rotation clockwise in degrees, unit in points."""

    left: float
    bottom: float
    width: float
    height: float
    rotation: int = 0
    unit: float = 1.0

    @property
    def shown_width(self) -> float:
        """In points, as shown."""
        return (self.height if self.rotation in (90, 270) else self.width) * self.unit

    @property
    def shown_height(self) -> float:
        """In points, as shown."""
        return (self.width if self.rotation in (90, 270) else self.height) * self.unit

    @property
    def to_user(self) -> Matrix:
        """From points as shown, counted from the bottom left corner that is seen, to the page's user space."""
        one = 1 / self.unit
        right, top = self.left + self.width, self.bottom + self.height
        turned: dict[int, Matrix] = {
            0: (one, 0, 0, one, self.left, self.bottom),
            90: (0, one, -one, 0, right, self.bottom),
            180: (-one, 0, 0, -one, right, top),
            270: (0, -one, one, 0, self.left, top),
        }
        return turned[self.rotation]

    @property
    def scale(self) -> float:
        """How large a stamp must be to read on this page as on a letter page; small slips keep it legible."""
        return min(max(min(self.shown_width / 612, self.shown_height / 792), 0.6), 6.0)

    def making_room(self, points: float) -> Matrix:
        """In user space: shrink what the page shows towards its top, so that a strip at the bottom is clear."""
        points = min(points, self.shown_height / 2)
        factor = (self.shown_height - points) / self.shown_height
        shrink: Matrix = (factor, 0, 0, factor, (1 - factor) * self.shown_width / 2, points)
        return after(after(inverse(self.to_user), shrink), self.to_user)

    @property
    def clip(self) -> str:
        """The operators that keep drawing inside the box."""
        return f"{operands((self.left, self.bottom, self.width, self.height))} re W n"
