"""The money that the law wants paid by a day: its clock, and what happens when the day is over."""
