"""nbgrader's settings for everybody on one server; copy to /usr/local/etc/jupyter/nbgrader_config.py.

The instructor's own settings are those of the course's checkout (nbgrader_config.py there), which nbgrader reads too
when it is called in that folder.
"""

c = get_config()  # noqa: F821 (traitlets puts it here)

c.CourseDirectory.course_id = "pix2pix-course"
c.Exchange.root = "/srv/nbgrader/exchange"  # made by the administrator, see docs/jupyterhub.md
c.ExchangeSubmit.strict = True  # what lacks the lab's notebook is no submission
