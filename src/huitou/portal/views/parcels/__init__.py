"""Where the goods are: by order, by number alone, inside the shop's own pages."""
