"""No adapter at all: a person of the shop asks the carrier."""
