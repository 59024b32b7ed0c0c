"""Pages of changes: another address, a cancellation, how a change stands."""
