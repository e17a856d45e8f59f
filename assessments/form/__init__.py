"""Bank and charter into one frozen form."""
