"""What goods weigh at most, in whole grams. Used by the catalogue, and by the area of parcels above."""

# Above it goods go by freight; a number beyond it was entered in another unit.
HEAVIEST_GRAMS = 1_000_000
