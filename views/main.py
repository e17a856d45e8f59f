"""The script Streamlit runs for every page; it is read anew at each run, so all it does is call."""

from views.pages import show

show()
