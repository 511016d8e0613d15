"""Stock: what moves it, what it is counted to be, and how long it lasts."""
