"""Any delimited text or JSON Lines file whose columns can be named."""
