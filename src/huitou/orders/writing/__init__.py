"""Writes drafts into the tables, many at once. Called by the verbs `import_batch` and `place_order` only."""
