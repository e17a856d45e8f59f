"""What all pages share: who looks, the frame, actions, text, tables."""
