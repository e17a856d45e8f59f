"""What an editor of content does, and what naive strategies would earn on a form."""
