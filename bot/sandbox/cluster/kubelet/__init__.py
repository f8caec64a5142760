"""Nodes at work: placing pods, pulling images, starting, probing, killing and restarting containers.

`lifecycle` is the order in which a pod lives; the other files each know one part of it and write it into the pod's
status and events in the words of the real kubelet and scheduler.
"""
