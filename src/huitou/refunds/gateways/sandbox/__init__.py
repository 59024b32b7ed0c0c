"""A payment provider to practise with: it pays nobody, but fails in every way that real ones do."""
