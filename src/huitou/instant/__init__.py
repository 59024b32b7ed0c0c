"""Instant refunds: money ahead of the goods for buyers in good standing, within a monthly loss budget."""
