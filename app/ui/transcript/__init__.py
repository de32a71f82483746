"""The conversation on screen: questions, reasoning, answers, and the column that scrolls them."""
