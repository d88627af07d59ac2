"""What is computed on request: indicators, opportunities, comparisons, exports."""

from functions.api.analysis import routes_indicators, routes_runs
from omc.wiring.http import build_resolver

app = build_resolver("analysis")
app.include_router(routes_indicators.router)
app.include_router(routes_runs.router)

handler = app.resolve
