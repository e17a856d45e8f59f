"""The commands of ``cli.py``, by what they are about; each loads what it needs only when it runs."""
