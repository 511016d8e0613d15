"""Who sends a request: tokens, the issuer's keys, API keys. Issuing tokens needs no database, checking them does."""
