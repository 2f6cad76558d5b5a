"""The demos that settle what people get wrong: a file a page, each demo one small experiment."""
