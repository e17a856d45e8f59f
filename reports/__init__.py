"""Documents to print or hand over, as PDF or DOCX: what workflows know, typeset in the reader's language."""
