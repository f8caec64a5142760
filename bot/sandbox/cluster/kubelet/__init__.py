"""Nodes at work: placing pods, pulling images, starting, probing, killing and restarting containers.

`lifecycle` is the order in which a pod lives, `containers` that of a container; the other files each know one part of
it. All write into the pod's status and events, in the words of the real kubelet and scheduler.
"""
