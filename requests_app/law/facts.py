"""Facts: what happened, on which day, with the particulars the law asks for. All the engine knows comes in here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from requests_app.errors import RuleError
from requests_app.law.kinds import FACT_KINDS, Value
from requests_app.law.service import Service

_REQUIRED: Mapping[str, tuple[str, ...]] = {
    kind.kind: tuple(p.name for p in kind.particulars.values() if p.required) for kind in FACT_KINDS.values()
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened on a day. `key` is the caller's own name for it and comes back on the dates it moves.

    Raises: RuleError for an unknown kind, an unknown or missing particular, or a value of the wrong type.

    >>> Fact("request_received", date(2026, 10, 5)).on
    datetime.date(2026, 10, 5)
    """

    kind: str
    on: date
    key: str = ""
    service: Service | None = None
    particulars: Mapping[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kind = FACT_KINDS.get(self.kind)
        if kind is None:
            raise RuleError(f"There is no kind of fact called {self.kind!r}.")
        for name, value in self.particulars.items():
            particular = kind.particulars.get(name)
            if particular is None:
                raise RuleError(f"A {self.kind} fact has no particular called {name!r}.")
            particular.check(self.kind, value)
        for name in _REQUIRED.get(self.kind, ()):
            if name not in self.particulars:
                raise RuleError(f"A {self.kind} fact must say {name}.")

    def get(self, name: str) -> Value | None:
        """The particular as given, or its default; None when neither is there."""
        given = self.particulars.get(name)
        return FACT_KINDS[self.kind].particulars[name].default if given is None else given

    def day(self, name: str) -> date | None:
        """A particular that is a date; None when it was left out."""
        value = self.get(name)
        return value if isinstance(value, date) else None

    def number(self, name: str) -> int | None:
        """A particular that is a number; None when it was left out."""
        value = self.get(name)
        return value if isinstance(value, int) else None

    def words(self, name: str) -> str:
        """A particular that is text; "" when it was left out."""
        value = self.get(name)
        return value if isinstance(value, str) else ""

    @property
    def id(self) -> str:
        """The caller's key, or the kind where no key was given."""
        return self.key or self.kind
