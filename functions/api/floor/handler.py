"""The Floor over HTTP: its state, its records, its controls, and the emergency stop."""

from functions.api.floor import routes_control, routes_records, routes_state
from omc.wiring.http import build_resolver, known_query

app = build_resolver("floor")
app.use([known_query])
routes_state.register(app)
routes_records.register(app)
routes_control.register(app)

handler = app.resolve
