"""Payment providers behind one Protocol: each in a folder of its own, named only by the settings."""
