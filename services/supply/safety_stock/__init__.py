"""Safety stocks: what is kept for what nobody expects, and when to order."""
