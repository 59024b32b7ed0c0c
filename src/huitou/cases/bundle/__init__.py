"""The evidence bundle of a case: collected, told, written, signed (`export`), and checked by anybody (`verify`)."""
