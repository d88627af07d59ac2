"""How often the live gate believes what is not there, and how often it sees what is."""
