"""Parts that all pages share: the reader, the frame, actions, text, tables."""
