"""What a person sees. Streamlit only here and in app.py; no computing, no queries."""
