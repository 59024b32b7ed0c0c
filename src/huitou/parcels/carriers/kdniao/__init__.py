"""Kdniao (快递鸟): an aggregator of China's carriers."""
