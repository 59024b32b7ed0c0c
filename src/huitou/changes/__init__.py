"""Changes of an order that was placed: another address, or a cancellation; see `machine`."""
