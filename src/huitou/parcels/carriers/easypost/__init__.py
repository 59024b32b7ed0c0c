"""EasyPost: labels and tracking in North America and Europe."""
