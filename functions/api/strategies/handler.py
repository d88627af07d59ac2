"""Strategies from spec to promotion."""

from functions.api.strategies import routes_backtests, routes_promotions, routes_strategies
from omc.wiring.http import build_resolver

app = build_resolver("strategies")
app.include_router(routes_strategies.router)
app.include_router(routes_backtests.router)
app.include_router(routes_promotions.router)

handler = app.resolve
