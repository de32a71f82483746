"""The page of settings: sections of rows, each row one preference in words with the control that sets it."""
