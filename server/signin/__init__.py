"""Who sends a request: tokens, the issuer's keys, API keys."""
