"""The page of prompts and personas: what one wants to say again, and how one wants to be answered."""
