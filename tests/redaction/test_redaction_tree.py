from bot.redaction import redact_value

KEY = b"deployment-key"
SECRET = "hunter7-Qz!x"


def test_a_string_under_a_secret_name_goes_whole() -> None:
    safe = redact_value({"db": {"password": SECRET, "host": "db"}}, KEY)
    assert safe["db"]["host"] == "db"
    assert safe["db"]["password"].startswith("[redacted:password:")


def test_an_environment_list_is_known_by_the_names_in_it() -> None:
    env = [{"name": "DB_PASSWORD", "value": SECRET}, {"name": "PORT", "value": "8080"}]
    safe = redact_value({"env": env}, KEY)
    assert SECRET not in str(safe)
    assert safe["env"][1] == {"name": "PORT", "value": "8080"}


def test_a_reference_to_a_secret_stays() -> None:
    env = {"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "cart-db", "key": "password"}}}
    assert redact_value(env, KEY) == env


def test_the_data_of_a_secret_object_go_whatever_their_names() -> None:
    secret = {
        "kind": "Secret",
        "metadata": {"name": "cart"},
        "data": {"config.yaml": "YTogMQ=="},
        "type": "Opaque",
    }
    safe = redact_value(secret, KEY)
    assert safe["data"]["config.yaml"].startswith("[redacted:secret:")
    assert safe["metadata"] == {"name": "cart"}


def test_text_anywhere_in_a_tree_is_read_as_text() -> None:
    tree = {
        "status": {"message": f"dial postgres://cart:{SECRET}@db/x"},
        "args": ["--password", f"--token={SECRET}"],
    }
    assert SECRET not in str(redact_value(tree, KEY))


def test_numbers_booleans_nothing_and_tuples_keep_their_kind() -> None:
    tree = {
        "replicas": 3,
        "ready": True,
        "none": None,
        "ports": (80, 443),
        "token": 5,
        "password": "",
        "raw": b"x",
    }
    assert redact_value(tree, KEY) == tree


def test_a_placeholder_or_a_short_number_under_a_secret_name_stays() -> None:
    tree = {"password": "${DB_PASSWORD}", "token": "12", "apiKey": "required", "auth": "oidc"}
    assert redact_value(tree, KEY) == tree


def test_redacting_a_tree_twice_is_redacting_it_once() -> None:
    once = redact_value({"password": SECRET, "list": [f"pwd={SECRET}"]}, KEY)
    assert redact_value(once, KEY) == once
