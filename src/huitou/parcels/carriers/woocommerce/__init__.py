"""WooCommerce: the tracking numbers that its orders carry."""
