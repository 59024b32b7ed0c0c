"""The withdrawal function and its receipts."""
