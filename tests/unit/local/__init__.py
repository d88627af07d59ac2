"""The pure parts of the laptop's AWS."""
