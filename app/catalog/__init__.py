"""REMEMBERING: photos, scores and decisions in SQLite (or any SQLAlchemy database), and the thumbnail cache."""
