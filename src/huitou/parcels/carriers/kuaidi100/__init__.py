"""Kuaidi100 (快递100): an aggregator of China's carriers."""
