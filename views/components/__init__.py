"""Inputs and page furniture that Streamlit does not have, as components v2."""
