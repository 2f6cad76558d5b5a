"""The browser components: HTML, CSS and JavaScript as files of their own, each with a thin Python face."""
