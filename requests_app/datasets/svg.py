"""Write accessible SVG without script or style: presentation attributes, and classes a page may dress."""

from html import escape

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
INK = "#1b2733"
QUIET = "#566573"
RULE = "#dfe4e8"
BLUE = "#2563a8"
PALE = "#f3f5f7"


class Drawing:
    """An SVG of a size in pixels, growing element by element; `name` makes its ids unique on a page."""

    def __init__(self, name: str, width: int, height: int, title: str, description: str) -> None:
        self._name = name
        self._size = (width, height)
        self._title = title
        self._description = description
        self._parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, *, fill: str, tip: str = "", **more: str) -> None:
        """A rectangle, with a tip when pointed at."""
        place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        self._add("rect", f'{place} fill="{fill}"{attributes(more)}', tip)

    def line(self, x1: float, y1: float, x2: float, y2: float, *, stroke: str = RULE, **more: str) -> None:
        """A straight line."""
        place = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
        self._add("line", f'{place} stroke="{stroke}"{attributes(more)}')

    def polygon(self, points: list[tuple[float, float]], *, fill: str, tip: str = "", **more: str) -> None:
        """A closed shape, with a tip when pointed at."""
        path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self._add("polygon", f'points="{path}" fill="{fill}"{attributes(more)}', tip)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = 12,
        anchor: str = "start",
        fill: str = QUIET,
        tip: str = "",
        **more: str,
    ) -> None:
        """Words with their baseline at y."""
        place = f'x="{number(x)}" y="{number(y)}" font-size="{size}" text-anchor="{anchor}" fill="{fill}"'
        tipped = f"<title>{clean(tip)}</title>" if tip else ""
        self._parts.append(f"<text {place}{attributes(more)}>{tipped}{clean(words)}</text>")

    def _add(self, tag: str, attributes_text: str, tip: str = "") -> None:
        if tip:
            self._parts.append(f"<{tag} {attributes_text}><title>{clean(tip)}</title></{tag}>")
        else:
            self._parts.append(f"<{tag} {attributes_text}/>")

    def __str__(self) -> str:
        width, height = self._size
        name = clean(self._name)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart-{name}" role="img" '
            f'aria-labelledby="chart-{name}-title chart-{name}-desc" '
            f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="{FONT}">'
            f'<title id="chart-{name}-title">{clean(self._title)}</title>'
            f'<desc id="chart-{name}-desc">{clean(self._description)}</desc>'
            f"{''.join(self._parts)}</svg>"
        )


def number(value: float) -> str:
    """A coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def attributes(values: dict[str, str]) -> str:
    """Keyword arguments as attributes: stroke_width="1" is stroke-width."""
    return "".join(f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"' for name, value in values.items())


def clean(words: str) -> str:
    """Words safe inside XML; marks XML cannot hold are shown as a replacement."""
    return escape("".join(mark if mark.isprintable() else "�" for mark in words))


def shortened(words: str, most: int) -> str:
    """Words cut in the middle so that both ends, where names differ, are seen."""
    if len(words) <= most:
        return words
    head = (most - 1) * 2 // 3
    return f"{words[:head]}…{words[len(words) - (most - 1 - head) :]}"
