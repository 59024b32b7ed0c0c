"""Which carriers a number can be of, by its form and its check digit. Pure; never asks anybody."""
