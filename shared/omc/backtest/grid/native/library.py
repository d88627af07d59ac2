"""The compiled kernel as native/omcgrid.h declares it; ctypes lets go of the interpreter while it runs."""

from ctypes import CDLL, POINTER, Structure, c_double, c_int64, c_void_p
from functools import cache

_ABI = 1
# Beside this file, told without the modules that paths bring with them.
_LIBRARY = __file__.removesuffix("library.py") + "libomcgrid.so"


class Ratio(Structure):
    """An exact factor."""

    _fields_ = [("over", c_int64), ("under", c_int64)]


class Column(Structure):
    """A number for each bar."""

    _fields_ = [
        ("kind", c_int64), ("source", c_int64), ("window", c_int64), ("value", c_double),
        ("values", c_void_p),
    ]  # fmt: skip


class Trade(Structure):
    """A trade as booked, in money units."""

    _fields_ = [
        ("lane", c_int64), ("start", c_int64), ("end", c_int64),
        ("before", c_double), ("inside", c_double), ("after", c_double), ("worth", c_double),
    ]  # fmt: skip


class Search(Structure):
    """Everything the kernel is told, by the names of its header."""

    _fields_ = [
        ("bars", c_int64), ("ts", c_void_p), ("price", c_void_p * 4), ("timeframe_ms", c_int64),
        ("most_missing", c_int64), ("tick", c_double), ("tick_over", c_double), ("tick_under", c_double),
        ("buy", Ratio), ("sell", Ratio), ("at_close", c_int64), ("rounded", c_int64), ("gated", c_int64),
        ("tables", c_int64), ("stop_kind", c_int64), ("target_kind", c_int64), ("size_kind", c_int64),
        ("trailing", c_int64), ("stop_ratio", Ratio * 2), ("target_ratio", Ratio * 2),
        ("stop_fraction", c_double), ("stop_micro", c_void_p * 2), ("target_micro", c_void_p * 2),
        ("size_micro", c_void_p), ("time_stop", c_int64), ("flat_next", c_void_p), ("in_session", c_void_p),
        ("lot", c_double), ("grain", c_double), ("taker", c_double), ("maker", c_double),
        ("taker_over", c_double), ("taker_under", c_double), ("maker_over", c_double),
        ("maker_under", c_double), ("capital", c_double), ("least", c_double), ("fraction", c_double),
        ("cap", c_double), ("half_loss", c_double), ("daily_loss", c_double), ("drawdown", c_double),
        ("losses_before_half", c_int64), ("half_trades", c_int64), ("per_year", c_double), ("days", c_int64),
        ("day_bars", c_void_p), ("columns", c_int64), ("ops", c_int64), ("lanes", c_int64), ("held", c_int64),
        ("column", c_void_p), ("op", c_void_p), ("lane", c_void_p), ("held_row", c_void_p),
    ]  # fmt: skip


@cache
def kernel() -> CDLL | None:
    """The library built for this machine, or None where there is none of this version."""
    try:
        library = CDLL(_LIBRARY)
    except OSError:
        return None
    if int(library.omc_abi()) != _ABI:
        return None
    library.omc_open.argtypes, library.omc_open.restype = [POINTER(Search)], c_void_p
    library.omc_close.argtypes, library.omc_close.restype = [c_void_p], None
    library.omc_free.argtypes, library.omc_free.restype = [c_void_p], None
    library.omc_run.restype = c_int64
    library.omc_run.argtypes = [
        c_void_p, c_int64, c_int64, c_void_p, c_int64, c_void_p, c_void_p, POINTER(c_void_p),
    ]  # fmt: skip
    return library
