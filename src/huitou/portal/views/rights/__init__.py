"""The buyers' rights by country."""
