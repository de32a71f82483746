"""What a conversation is: values and pure functions, standard library only."""
