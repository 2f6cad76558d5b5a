"""What if one number were different: the box, and what becomes of all later numbers."""
