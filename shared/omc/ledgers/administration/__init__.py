"""What an admin does with collectors: set up, check, activate, run, pause, change, retire."""
