"""What surrounds every page: address, sidebar, and what the browser's tab keeps."""
