"""Searches with and without the compiled kernel."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest

from omc.backtest.grid.native.library import kernel

needs_kernel = pytest.mark.skipif(kernel() is None, reason="no compiled kernel on this machine (make native)")


@contextmanager
def without_kernel() -> Iterator[None]:
    """Searches run as on a machine that has no compiled kernel."""
    with mock.patch("omc.backtest.grid.native.search.kernel", return_value=None):
        yield
