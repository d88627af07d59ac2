"""What people take away of a run: tables, the card, a report to read (OMC-BT-081)."""
