"""SHOWING: the Qt window; the only room that imports Qt."""
