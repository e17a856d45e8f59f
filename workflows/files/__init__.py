"""Files in and out: results and tables, scoring from files, workbooks, backups."""
