"""Commands in runbooks: what only reads passes, what else does not, and the rights that each takes are known."""

import pytest

from bot.adapters.runbooks.commands import calls_of, fault_in
from bot.adapters.runbooks.kubectl import needs


@pytest.mark.parametrize(
    "command",
    [
        "kubectl -n $namespace get pods",
        "kubectl --context prod -n shop describe $kind $name",
        "kubectl get nodes -o custom-columns='NODE:.metadata.name,READY:.conditions[?(@.type==\"Ready\")].status'",
        "kubectl -n $namespace logs $kind/$name --tail=50 | grep -c 'a|b;c>d' | sort",
        "kubectl get pods && kubectl get events",
        "kubectl auth can-i patch deployments",
        "kubectl get --raw '/readyz?verbose'",
        "nslookup $service",
        "kubectl -n $namespace get secrets -o name",
        "kubectl -n $namespace get secret,configmap -o wide",
        "kubectl -n $namespace describe secret $name",
        "",
    ],
)
def test_a_reading_line_is_a_check(command: str) -> None:
    assert fault_in(command, reads_only=True) == ""


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("kubectl delete pod x", '"delete pod" is no reading command'),
        ("kubectl -n shop rollout restart deployment/x", '"rollout restart deployment/x" is no reading'),
        ("kubectl exec x -- env", '"exec x" is no reading command'),
        ("kubectl diff -f x", '"diff x" is no reading command'),
        ("kubectl get pods -o name | xargs kubectl delete", '"xargs" is no program that only reads'),
        ("sh -c 'kubectl delete pod x'", '"sh" is no program'),
        ("kubectl get pods > pods.txt", '">" writes, reads or starts something else'),
        ("kubectl get pods & kubectl delete pod x", '"&" writes'),
        ("kubectl get pod $(kubectl delete pod x)", "no command within a command"),
        ("kubectl get pod `id`", "no command within a command"),
        ("kubectl get secret x -o yaml", "shows the content of Secrets"),
        ("kubectl get secret/x -ojson", "shows the content of Secrets"),
        ("kubectl get pods,secrets --output=jsonpath={.items}", "shows the content of Secrets"),
        ("kubectl get secrets --template '{{.data}}'", "shows the content of Secrets"),
        ("kubectl get --raw /api/v1/namespaces/x/secrets/y", "shows the content of Secrets"),
        ("kubectl get pods -n $ns", 'unknown variable "$ns", which would be empty'),
    ],
)
def test_what_changes_writes_or_tells_secrets_is_none(command: str, said: str) -> None:
    assert said in fault_in(command, reads_only=True)


@pytest.mark.parametrize(
    ("command", "rights"),
    [
        ("kubectl -n x get pods", ["list pods"]),
        ("kubectl -n x get po/a svc/b", ["get pods", "get services"]),
        ("kubectl get node worker-1", ["get nodes"]),
        ("kubectl get ingress,netpol -A", ["list ingresses", "list networkpolicies"]),
        ("kubectl describe pdb $name", ["get poddisruptionbudgets"]),
        ("kubectl describe $kind $name", ["get $kind"]),
        ("kubectl logs $kind/$name --previous -c app", ["get pods/log"]),
        ("kubectl top pods --containers", ["list pods.metrics.k8s.io"]),
        ("kubectl top node", ["list nodes.metrics.k8s.io"]),
        ("kubectl top", []),
        ("kubectl events", ["list events"]),
        ("kubectl rollout history deployment/x", ["get deployments"]),
        ("kubectl get certificates.cert-manager.io", ["list certificates.cert-manager.io"]),
        ("kubectl get ipaddress,switch,lease", ["list ipaddress", "list switches", "list leases"]),
        ("kubectl get all", []),
        ("kubectl get --raw /readyz", []),
        ("kubectl version", []),
        ("kubectl delete pods x", []),
        ("kubectl get pods | grep x && kubectl get nodes", ["list pods", "list nodes"]),
        ("grep x", []),
        ("kubectl get 'pods", []),
    ],
)
def test_the_rights_that_a_line_takes(command: str, rights: list[str]) -> None:
    assert [need for call in calls_of(command) for need in needs(call)] == rights
