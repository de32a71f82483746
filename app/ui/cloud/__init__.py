"""The cloud in the window: the card before anything goes out, where answers come from, settings and the ledger."""
