"""Helper library and tools of the course: from 1-D convolution to pix2pix.

Importing this package is cheap: submodules load when they are first imported, TensorFlow when it is first used.
"""

__version__ = "0.1.0"


def check() -> bool:
    """Check the notebook that is running, as `course check` does with its file; see `course.notebook.check`."""
    from course import notebook

    return notebook.check()
