"""`python -m course`: the command `course`, where its script is not on the path."""

from course.cli import app

if __name__ == "__main__":
    app(prog_name="course")
