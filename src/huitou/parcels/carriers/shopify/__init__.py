"""Shopify: fulfilments and their events."""
