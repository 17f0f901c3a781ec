"""DECIDING: flags, stars, undo, filter, sort, proposals, keeper lists and folder ratings."""
