"""What goes around every page: address, sidebar, what the tab keeps."""
