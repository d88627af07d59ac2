"""Wire models of the HTTP API, one module per context; pydantic stays here and at the edges."""
