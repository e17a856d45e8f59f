"""What every room of the workflows uses: rights, transactions, time, text, start."""
