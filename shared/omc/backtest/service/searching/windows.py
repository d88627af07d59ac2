"""How many folds a walk-forward has. Nothing here computes."""

from omc.backtest.service.searching.model import SearchRequest
from omc.kernel.instants import DAY_MS


def fold_count(request: SearchRequest, bars: int) -> int:
    """Whole test windows after the first train window; 0 when there is no room for one."""
    windows = request.windows
    days = bars * request.series.timeframe.ms // DAY_MS
    room = days - windows.train_days - windows.test_days
    return 0 if room < 0 else room // windows.step_days + 1
