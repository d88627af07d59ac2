"""The laptop's AWS: start the emulator, deploy the compiled template to it, find its addresses."""
