"""The candidate's page; read anew at each run, so all it does is call."""

from views.sit_page import show

show()
