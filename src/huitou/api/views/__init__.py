"""The operations, one file per area: parse, call one verb or query, answer."""
