"""Tokens to messages and back: harmony's vocabulary, renderer and streaming parser, over token ids alone."""
