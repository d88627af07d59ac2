"""Searches over parameters, and walk-forwards."""

from functions.api.searches import routes_optimisations, routes_walkforward
from omc.wiring.http import build_resolver

app = build_resolver("searches")
app.include_router(routes_optimisations.router)
app.include_router(routes_walkforward.router)

handler = app.resolve
