"""Who may come in: users, tokens, sessions, proxies, and what keeps the rest out."""
