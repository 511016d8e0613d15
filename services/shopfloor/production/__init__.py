"""Daily production: entries of work orders, what they do to stock, and files of them."""
