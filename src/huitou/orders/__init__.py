"""Orders, their lines, payments and customers, and the connectors that bring them in from elsewhere."""
