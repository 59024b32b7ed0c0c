"""The simulator: a carrier of our own making, and writers of everybody else's pushes."""
