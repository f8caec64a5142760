"""What the doctor asks of a cluster: is it there, what may the two identities do, does the service map fit. Reads only.

Access is asked by SelfSubjectAccessReview, which the API server answers without keeping it.
"""
