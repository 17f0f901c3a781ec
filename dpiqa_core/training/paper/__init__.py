"""The paper's trainings: the teacher on opinion scores, and students that imitate it (arXiv 2405.19996)."""
