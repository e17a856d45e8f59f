"""Content for its editors: the bank and its forms, and what naive strategies would earn on a form."""
