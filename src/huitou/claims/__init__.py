"""Claims on carriers: what they lost, broke, brought too late or weighed wrongly, until the money is here or let go."""
