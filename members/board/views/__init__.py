"""HTTP of the board: the office's pages, the holder's own, the working groups."""
