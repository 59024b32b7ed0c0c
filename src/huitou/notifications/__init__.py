"""Letters to people: written once, sent by job, kept."""
