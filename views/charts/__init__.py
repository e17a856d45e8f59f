"""Charts: plain values in, Plotly figures out."""
