"""Shopify: refunds through the shop's own order, by its Admin GraphQL API, and its webhooks."""
