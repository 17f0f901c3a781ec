"""Photographs with opinion scores: published sets in their own layouts, folders with a csv, and seeded splits."""
