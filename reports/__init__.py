"""Documents to print or to hand over, as PDF: what workflows know, typeset in the reader's language."""
