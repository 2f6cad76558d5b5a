"""Plotly figures: arrays in, a fresh figure out. Nothing here knows of Streamlit."""
