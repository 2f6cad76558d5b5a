"""What one page alone has, a file a page: its words and grids, and the demos that settle what people get wrong."""
