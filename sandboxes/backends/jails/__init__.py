"""What backends share whose boxes hold our init.

A jail is a place that something else makes, with the init (`sandboxes/inside/init`)
in it, and a socket to talk to it: that is all that a backend of this kind has to
supply (`jail`). In it the init starts each run in fresh process, mount and IPC
namespaces (`box`). Ceilings and figures are the kernel's, from a cgroup per run
(`cgroups`); the host side (`supervise`) only reads pipes and decides when to say KILL.
"""
