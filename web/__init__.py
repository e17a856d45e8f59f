"""The edges of the server that are not pages: routes, cookies, headers, compression."""
