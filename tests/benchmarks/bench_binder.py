"""How fast exhibits are bound, and in how much memory: 500 pages, 5,000 pages, and pikepdf beside it where present.

python tests/benchmarks/bench_binder.py
"""

import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[2]
FONTS = ROOT / "requests_app" / "letters" / "fonts"
WORDS = ("agency", "record", "plate", "reader", "week", "of", "August", "withheld", "under", "section", "officer")

BIND = """
import json, resource, sys
from pathlib import Path
from time import perf_counter
sys.path.insert(0, sys.argv[1])
from requests_app.exhibits.binder import bind
from requests_app.exhibits.shapes import Binder, Exhibit
files = sorted(Path(sys.argv[2]).glob("exhibit*.pdf"))
binder = Binder(tuple(Exhibit(path, path.stem) for path in files), prefix="DL")
started = perf_counter()
bound = bind(binder, Path(sys.argv[3]), fonts=Path(sys.argv[4]))
seconds = perf_counter() - started
print(json.dumps({"pages": bound.pages, "last": bound.last_bates, "seconds": round(seconds, 2),
    "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))
"""

PIKEPDF = """
import json, resource, sys
from pathlib import Path
from time import perf_counter
import pikepdf
started = perf_counter()
out = pikepdf.new()
for path in sorted(Path(sys.argv[2]).glob("exhibit*.pdf")):
    with pikepdf.open(path) as source:
        out.pages.extend(source.pages)
for number, page in enumerate(out.pages, 1):
    page.contents_add(f"q BT 10 0 0 10 500 20 Tm (DL{number:06d}) Tj ET Q".encode(), prepend=False)
out.save(sys.argv[3])
print(json.dumps({"pages": len(out.pages), "seconds": round(perf_counter() - started, 2),
    "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))
"""


def exhibit(path: Path, pages: int, *, picture_bytes: int = 0, seed: int = 0) -> None:
    """A file of typed pages, some rotated; each with a picture of noise of this many bytes."""
    chance = random.Random(seed)  # noqa: S311
    rows: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    rows.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>")
    kids = []
    for page in range(pages):
        lines = (" ".join(chance.choices(WORDS, k=12)) for _ in range(44))
        text = "\n".join(f"BT /F1 11 Tf 72 {720 - 15 * at} Td ({line}) Tj ET" for at, line in enumerate(lines))
        image = b""
        if picture_bytes:
            side = int(picture_bytes**0.5)
            text = f"q 612 0 0 792 0 0 cm /Im Do Q {text}"
            rows.append(
                b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceGray "
                b"/Length %d >>\nstream\n%s\nendstream" % (side, side, side * side, chance.randbytes(side * side))
            )
            image = b"/XObject << /Im %d 0 R >>" % len(rows)
        data = zlib.compress(text.encode())
        rows.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(data), data))
        rows.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Rotate %d /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> %s >> >>" % (90 * (page % 7 == 3), len(rows), image)
        )
        kids.append(len(rows))
    rows[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, b" ".join(b"%d 0 R" % kid for kid in kids))
    with path.open("wb") as out:
        out.write(b"%PDF-1.7\n")
        offsets = []
        for number, row in enumerate(rows, 1):
            offsets.append(out.tell())
            out.write(b"%d 0 obj\n%s\nendobj\n" % (number, row))
        start = out.tell()
        out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(rows) + 1))
        out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
        out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(rows) + 1, start))


def run(program: str, folder: Path) -> dict[str, object]:
    """Run it in a process of its own, so that its peak of memory is its own."""
    command = [sys.executable, "-c", program, str(ROOT), str(folder), str(folder / "out.pdf"), str(FONTS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, object] = json.loads(done.stdout)
    return result | {"megabytes": round((folder / "out.pdf").stat().st_size / 1e6, 1)}


def main() -> None:
    cases = (
        ("10 exhibits, 500 typed pages", 10, 50, 0),
        ("10 exhibits, 500 scanned pages of 2.2 megapixels", 10, 50, 2_250_000),
        ("20 exhibits, 5,000 typed pages with a picture of 300 kB", 20, 250, 300_000),
        ("1 exhibit, 5,000 typed pages", 1, 5000, 0),
    )
    for name, files, pages, picture_bytes in cases:
        with tempfile.TemporaryDirectory() as folder:
            started = perf_counter()
            for at in range(files):
                exhibit(Path(folder) / f"exhibit{at:02d}.pdf", pages, picture_bytes=picture_bytes, seed=at)
            print(f"{name} (made in {perf_counter() - started:.1f} s)")
            print("  daylight", run(BIND, Path(folder)))
            if importlib.util.find_spec("pikepdf"):
                print("  pikepdf, joined and stamped without looking", run(PIKEPDF, Path(folder)))


if __name__ == "__main__":
    main()
