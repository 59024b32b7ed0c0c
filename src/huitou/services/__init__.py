"""After-sales services: repairs, and the warranty that they lengthen."""
