"""Where records and observations lie."""

from omc.kernel.instants import Ms, to_iso
from omc.ledgers.taxonomy import Ledger

RECORDS, OBSERVATIONS = "records", "observations"
MERGED = "merged.parquet"
_PART = "part-"


def day_folder(ledger: Ledger, source: str, known_at: Ms) -> str:
    """
    >>> day_folder(Ledger.HUMAN, "reddit", 0)
    'records/ledger=human/source=reddit/day=1970-01-01/'
    """
    return f"{days_folder(ledger, source)}{day_of(known_at)}/"


def days_folder(ledger: Ledger, source: str) -> str:
    """What the folders of a source's days begin with."""
    return f"{RECORDS}/ledger={ledger}/source={source}/day="


def month_folder(ledger: Ledger, source: str, known_at: Ms) -> str:
    """
    >>> month_folder(Ledger.HUMAN, "reddit", 0)
    'observations/ledger=human/source=reddit/month=1970-01/'
    """
    return f"{OBSERVATIONS}/ledger={ledger}/source={source}/month={month_of(known_at)}/"


def sources_folder(ledger: Ledger) -> str:
    return f"{OBSERVATIONS}/ledger={ledger}/source="


def day_of(instant: Ms) -> str:
    return to_iso(instant)[:10]


def month_of(instant: Ms) -> str:
    return to_iso(instant)[:7]


def folder_of(key: str) -> str:
    """The folder of an object, with its slash."""
    return key[: key.rindex("/") + 1]


def day_in(key: str) -> str:
    """The day an object of the records is of."""
    return key.split("/day=")[1][:10]


def month_in(key: str) -> str:
    """The month an object of the observations is of."""
    return key.split("/month=")[1][:7]


def part_name(digest: str) -> str:
    return f"{_PART}{digest}.parquet"


def is_part(key: str) -> bool:
    """Whether the object waits to be merged."""
    return key.rpartition("/")[2].startswith(_PART)
