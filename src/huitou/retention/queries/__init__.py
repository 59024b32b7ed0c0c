"""Reading what the area knows. Called inside `in_shop`; never writes."""
