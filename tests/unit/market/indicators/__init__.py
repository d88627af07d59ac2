"""The catalog's indicators against their definitions, their thresholds, and answers nobody here computed."""
