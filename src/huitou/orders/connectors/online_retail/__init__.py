"""UCI Online Retail: invoice lines of a British wholesaler as one CSV."""
