"""Pages, under AppTest and in the browser."""
