"""Setting a shop up, step by step, at /setup/ and by ./huitou setup: both walk the same steps."""
