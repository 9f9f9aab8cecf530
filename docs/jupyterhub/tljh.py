"""Settings of a class server for The Littlest JupyterHub; copy to /opt/tljh/config/jupyterhub_config.d/course.py.

A student's server gets at most 4 GB and two processors; docs/jupyterhub.md says where these figures come from.
"""

c = get_config()  # noqa: F821 (traitlets puts it here)

c.Spawner.mem_limit = "4G"  # a kernel that asks for more is ended; the others do not notice
c.Spawner.cpu_limit = 2.0
c.Spawner.default_url = "/lab"
c.Spawner.environment = {
    "COURSE_PROFILE": "cpu",  # minutes, not hours, of training
    "COURSE_OFFLINE": "1",  # the labs bring their data
    "OMP_NUM_THREADS": "2",  # TensorFlow would start one thread for each processor of the server
    "TF_NUM_INTRAOP_THREADS": "2",
    "TF_NUM_INTEROP_THREADS": "1",
}
c.JupyterHub.active_server_limit = 55  # a class of 50, and those who teach it
c.JupyterHub.concurrent_spawn_limit = 10
