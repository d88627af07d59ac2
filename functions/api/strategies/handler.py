"""Strategies from spec to promotion."""

from functions.api.strategies import routes_strategies
from omc.wiring.http import build_resolver

app = build_resolver("strategies")
app.include_router(routes_strategies.router)

handler = app.resolve
