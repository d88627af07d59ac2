"""Collectors: admins set them up, run and pause them and see what their runs did; others see their health."""

from functions.api.collectors import routes_collectors, routes_moves, routes_reports
from omc.wiring.http import build_resolver, known_query

app = build_resolver("collectors")
app.use([known_query])
app.include_router(routes_collectors.router)
app.include_router(routes_moves.router)
app.include_router(routes_reports.router)

handler = app.resolve
