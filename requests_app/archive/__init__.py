"""Keep received and issued bytes under their SHA-256, hand them out, re-hash them; never overwrite them."""

from requests_app.archive.keeping import Kept, OtherBytesError, forget_unfinished, hash_of, keep, name_of, open_kept
from requests_app.archive.local import local_path
from requests_app.archive.media_type import media_type_of
from requests_app.archive.pieces import PIECE_BYTES, Bytes, add_piece, bytes_on_disk, forget_pieces
from requests_app.archive.verification import Finding, verify, verify_all

__all__ = [
    "PIECE_BYTES",
    "Bytes",
    "Finding",
    "Kept",
    "OtherBytesError",
    "add_piece",
    "bytes_on_disk",
    "forget_pieces",
    "forget_unfinished",
    "hash_of",
    "keep",
    "local_path",
    "media_type_of",
    "name_of",
    "open_kept",
    "verify",
    "verify_all",
]
