"""Who may see and do what: the one gate, asked by pages, admin, files, feeds and exports alike."""

from requests_app.access.gate import Person, Power, is_signed_in, may, may_see, may_see_raw, require, visible

__all__ = ["Person", "Power", "is_signed_in", "may", "may_see", "may_see_raw", "require", "visible"]
