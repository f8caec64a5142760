import pytest

from bot.facts.logs import decisive, listened_ports, listening_line


def test_the_rare_line_comes_before_the_frequent_one() -> None:
    log = "\n".join(
        [f"error: request {n} failed" for n in range(50)]
        + ["panic: out of range", "error: request 99 failed"]
    )
    assert decisive(log)[0] == "panic: out of range"


def test_of_equally_rare_lines_the_newest_comes_first() -> None:
    assert decisive("error: one thing\nerror: another matter\nbye")[0] == "error: another matter"


def test_a_log_without_trouble_gives_its_last_lines() -> None:
    assert decisive("start\n\nwork\ndone") == ("work", "done")


def test_a_line_that_denies_trouble_is_none() -> None:
    assert decisive("check: 0 errors\nready") == ("check: 0 errors", "ready")
    assert decisive("all fine\nready error=nil\nfatal: x") == ("fatal: x",)


def test_lines_are_bounded_however_long_the_log_is() -> None:
    found = decisive("x" * 500_000 + " error\n" + "error " + "y" * 5000)
    assert all(len(line) <= 300 for line in found)


@pytest.mark.parametrize(
    ("log", "ports"),
    [
        ("Server listening on :8080", {8080}),
        ("serving at http://0.0.0.0:9090/", {9090}),
        ('starting to listen on tcp: "[::]:5050"', {5050}),
        ("started on port 7000", {7000}),
        ("connected to db:5432", set()),
    ],
)
def test_listening_is_read_from_its_words(log: str, ports: set[int]) -> None:
    assert listened_ports(log) == ports


def test_the_line_that_tells_of_a_port_is_found() -> None:
    assert listening_line("a\nlistening on :81\nb", 81) == "listening on :81"
    assert listening_line("listening on :81", 82) == ""
