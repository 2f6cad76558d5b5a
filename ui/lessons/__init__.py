"""What one lesson alone has."""
