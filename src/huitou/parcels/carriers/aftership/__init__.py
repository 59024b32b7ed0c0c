"""AfterShip: an aggregator of carriers all over the world."""
