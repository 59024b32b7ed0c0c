"""Shopify: orders as the Admin REST API and its webhooks write them."""
