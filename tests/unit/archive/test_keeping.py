import hashlib
import io
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from requests_app import archive
from requests_app.errors import ArchiveError

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4, the first example


OURS = "requests_app.archive.storage.WriteOnceFileStorage"
DJANGOS = "django.core.files.storage.FileSystemStorage"


@pytest.fixture(params=[OURS, DJANGOS])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """The archive's folder, under our own storage and under Django's plain one."""
    root = tmp_path / "archive"
    backend = {"BACKEND": request.param, "OPTIONS": {"location": root}}
    with override_settings(STORAGES={"archive": backend}):
        yield root


@pytest.fixture
def own_place(tmp_path: Path) -> Iterator[Path]:
    root = tmp_path / "archive"
    backend = {"BACKEND": OURS, "OPTIONS": {"location": root}}
    with override_settings(STORAGES={"archive": backend}):
        yield root


def files_under(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_kept_bytes_come_back_under_their_hash(place: Path) -> None:
    kept = archive.keep(b"abc")

    assert (kept.sha256, kept.size_bytes, kept.media_type) == (ABC, 3, "text/plain")
    with archive.open_kept(ABC) as file:
        assert file.read() == b"abc"
    assert files_under(place) == [f"ba/78/{ABC}"]


def test_a_stream_longer_than_a_chunk_is_kept_whole(place: Path) -> None:
    data = bytes(range(256)) * 10_000

    kept = archive.keep(io.BytesIO(data))

    assert (kept.sha256, kept.size_bytes) == (hashlib.sha256(data).hexdigest(), 2_560_000)
    with archive.open_kept(kept.sha256) as file:
        assert file.read() == data


def test_a_stream_is_never_read_in_one_piece(place: Path) -> None:
    class Unbounded(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert 0 < size <= 1024 * 1024
            return super().read(size)

    assert archive.keep(Unbounded(b"x" * 3_000_000)).size_bytes == 3_000_000


def test_keeping_the_same_bytes_twice_changes_nothing(place: Path) -> None:
    first = archive.keep(b"abc")
    written = (place / archive.name_of(ABC)).stat().st_mtime_ns

    assert archive.keep(io.BytesIO(b"abc")) == first
    assert files_under(place) == [f"ba/78/{ABC}"]
    assert (place / archive.name_of(ABC)).stat().st_mtime_ns == written


def test_nothing_at_all_can_be_kept_too(place: Path) -> None:
    assert archive.keep(b"").size_bytes == 0


def test_a_kept_file_cannot_be_written_to(own_place: Path) -> None:
    archive.keep(b"abc")

    assert stat.S_IMODE((own_place / archive.name_of(ABC)).stat().st_mode) == 0o444


def test_bytes_that_arrive_while_others_of_that_name_are_kept_do_not_replace_them(own_place: Path) -> None:
    storage = archive.keeping.archive_storage()
    archive.keep(b"abc")

    storage.save(archive.name_of(ABC), io.BytesIO(b"other"))

    assert (own_place / archive.name_of(ABC)).read_bytes() == b"abc"
    assert files_under(own_place) == [f"ba/78/{ABC}"]


def test_a_broken_upload_leaves_nothing_behind(place: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise ConnectionResetError("gone")
            return super().read(10)

    with pytest.raises(ArchiveError, match="could not keep"):
        archive.keep(Broken(b"x" * 100))
    assert files_under(place) == []


def test_a_damaged_file_is_noticed_when_its_bytes_come_again(own_place: Path) -> None:
    archive.keep(b"abc")
    path = own_place / archive.name_of(ABC)
    path.chmod(0o644)
    path.write_bytes(b"ab")

    with pytest.raises(ArchiveError, match="damaged"):
        archive.keep(b"abc")


@pytest.mark.parametrize("name", ["", "abc", "../../etc/passwd", ABC.upper(), ABC + "0", "g" * 64])
def test_only_a_hash_names_a_kept_file(place: Path, name: str) -> None:
    with pytest.raises(ArchiveError, match="64 hexadecimal digits"):
        archive.open_kept(name)


def test_asking_for_what_was_never_kept_says_so(place: Path) -> None:
    with pytest.raises(ArchiveError, match=f"holds no file {ABC}"):
        archive.open_kept(ABC)


def test_a_sound_file_verifies_and_tells_its_size(place: Path) -> None:
    archive.keep(b"abc")

    assert archive.verify(ABC) == 3


def test_an_archive_that_was_never_used_has_no_findings(place: Path) -> None:
    assert list(archive.verify_all()) == []


def test_verification_tells_sound_changed_missing_and_misplaced_files_apart(own_place: Path) -> None:
    archive.keep(b"abc")
    changed = archive.keep(b"changed later").sha256
    path = own_place / archive.name_of(changed)
    path.chmod(0o644)
    path.write_bytes(b"changed LATER")
    (own_place / "stray.txt").write_text("not ours")
    (own_place / "incoming" / "keep-unfinished").write_text("still arriving")
    missing = "0" * 64

    findings = {finding.name: finding.problem for finding in archive.verify_all([ABC, missing])}

    assert set(findings) == {ABC, changed, missing, "stray.txt"}
    assert findings[ABC] is None
    assert "has changed" in str(findings[changed])
    assert "holds no file" in str(findings[missing])
    assert "not where a kept file belongs" in str(findings["stray.txt"])
    with pytest.raises(ArchiveError, match="has changed"):
        archive.verify(changed)
