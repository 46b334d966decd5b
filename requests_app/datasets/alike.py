"""Search-audit logs with what is alike under one number, laid down once, so that questions about them are quick."""

from pathlib import Path

from requests_app.datasets.engine import Engine, literal

UPPER, LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"  # what every engine folds alike
BLANKS = "chr(9) || chr(10) || chr(13)"
SORTED = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"


def _folded(text: str) -> str:
    """SQL: words typed alike, with capitals A to Z as small letters and white space as single spaces; NULL where
    nothing is left."""
    plain = f"translate({text}, {literal(UPPER)} || {BLANKS}, {literal(LOWER + '   ')})"
    return f"nullif(trim(regexp_replace({plain}, ' +', ' ', 'g'), ' '), '')"


def _plate(text: str) -> str:
    """SQL: a plate however it was typed, with small letters as capitals, without spaces, points and hyphens."""
    return f"nullif(regexp_replace(translate({text}, {literal(LOWER)}, {literal(UPPER)}), '[ .-]', '', 'g'), '')"


def _numbered(rows: str, key: str, same: str) -> str:
    """SQL: each officer or plate as it was typed, the number of whom it stands for, in the order in which the file
    first has them, and the first of all ways in which they are typed."""
    return (
        f"WITH typed AS (SELECT {key} AS typed, min(line) AS line, {same} AS same FROM {rows} "
        f"WHERE {key} IS NOT NULL GROUP BY {key}), "
        "firsts AS (SELECT same, min(typed) AS given, row_number() OVER (ORDER BY min(line)) AS number FROM typed "
        "WHERE same IS NOT NULL GROUP BY same) "
        "SELECT typed, number, given FROM typed JOIN firsts USING (same)"
    )


def _reasons(rows: str) -> str:
    """SQL: each reason as it was typed, the number and the words of what it says, and how many officers gave it."""
    return (
        f"WITH pairs AS (SELECT reason AS typed, officer, min(line) AS line FROM {rows} "
        "WHERE reason IS NOT NULL GROUP BY ALL), "
        f"typed AS (SELECT typed, min(line) AS line, {_folded('typed')} AS words FROM pairs GROUP BY typed), "
        "firsts AS (SELECT words, row_number() OVER (ORDER BY min(line)) AS number FROM typed "
        "WHERE words IS NOT NULL GROUP BY words), "
        "givers AS (SELECT words, count(DISTINCT officers.number) AS officers FROM pairs "
        "JOIN typed USING (typed) LEFT JOIN officers ON officers.typed = pairs.officer GROUP BY words) "
        "SELECT typed.typed, number, words, officers FROM typed JOIN firsts USING (words) JOIN givers USING (words)"
    )


def _names(rows: str) -> dict[str, str]:
    """The tables that tell what is alike, in the order in which they are made, as SQL."""
    return {
        "officers": _numbered(rows, "officer", _folded("officer")),
        "plates": _numbered(rows, "plate", _plate("plate")),
        "reasons": _reasons(rows),
    }


def _under_numbers(rows: str) -> str:
    """SQL: the searches under the numbers that the tables of names tell."""
    return (
        "SELECT line, local_at, agency, officers.number AS officer, officers.given AS officer_given, "
        "plates.number AS plate, plates.given AS plate_given, reasons.number AS reason, "
        "reasons.words AS reason_words, reasons.officers AS reason_officers, "
        f"coalesce(trim(translate(case_number, {BLANKS}, '   '), ' ') <> '', FALSE) AS has_case_number "
        f"FROM {rows} AS searched LEFT JOIN officers ON officers.typed = searched.officer "
        "LEFT JOIN plates ON plates.typed = searched.plate LEFT JOIN reasons ON reasons.typed = searched.reason"
    )


def searches_sql(rows: str) -> str:
    """The searches among these accepted rows, under their numbers, as SQL to choose columns from."""
    names = ", ".join(f"{name} AS MATERIALIZED ({sql})" for name, sql in _names(rows).items())
    return f"(WITH {names} {_under_numbers(rows)}) AS searches"


def write_searches(engine: Engine, folder: Path) -> None:
    """Write a searches-NNNNN.parquet beside each file of accepted rows, in order of time, so that a question about
    some days opens only their rows."""
    for name, sql in _names(f"read_parquet({literal(f'{folder}/accepted/*.parquet')})").items():
        engine.run(f"CREATE TEMP TABLE {name} AS {sql}")
    for number, file in enumerate(sorted((folder / "accepted").glob("*.parquet"))):
        rows = _under_numbers(f"read_parquet({literal(str(file))})")
        target = literal(f"{folder}/searches-{number:05d}.parquet")
        engine.run(f"COPY ({rows} ORDER BY local_at, line) TO {target} ({SORTED})")
    for name in reversed(("officers", "plates", "reasons")):
        engine.run(f"DROP TABLE {name}")
