"""Olist folder: Brazilian marketplace orders as nine CSV files."""
