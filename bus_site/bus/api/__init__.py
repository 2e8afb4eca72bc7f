"""The bus over HTTP, one noun a file."""
