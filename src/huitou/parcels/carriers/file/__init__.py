"""Files of scans (CSV), as carriers and warehouses export them."""
