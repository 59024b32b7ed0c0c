"""What a buyer wants to be told, and where."""
