"""Command lines and statements that carry a secret as an argument, each behind a word that must be in the line."""

import re

COMMANDS: tuple[tuple[tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (words, re.compile(pattern, re.IGNORECASE))
    for words, pattern in (
        (("sshpass",), r"(\bsshpass[ \t]+-p[ \t]*['\"]?)([^\s'\"]+)"),
        (
            ("mysql", "mariadb", "xtrabackup"),
            (
                r"(\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump|mysqlimport|mysqlsh|"
                r"xtrabackup)\b[^\n|;]{0,200}?[ \t]-p['\"]?)([^\s'\"]+)"
            ),
        ),
        (
            ("mongo", "login", "sqlcmd", "rabbitmqadmin", "kinit", "influx", "cqlsh"),
            (
                r"(\b(?:mongo|mongosh|mongodump|mongorestore|docker[ \t]+login|podman[ \t]+login|helm[ "
                r"\t]+registry[ \t]+login|az[ \t]+login|oc[ \t]+login|sqlcmd|rabbitmqadmin|kinit|influx|"
                r"cqlsh)\b[^\n|;]{0,200}?[ \t]-p[ \t]+['\"]?)([^\s'\"-][^\s'\"]*)"
            ),
        ),
        (
            ("redis-cli", "valkey-cli"),
            r"(\b(?:redis-cli|valkey-cli)\b[^\n|;]{0,200}?[ \t]-a[ \t]+['\"]?)([^\s'\"]+)",
        ),
        (
            ("ldap",),
            (
                r"(\b(?:ldapsearch|ldapmodify|ldapadd|ldapwhoami)\b[^\n|;]{0,200}?[ \t]-w[ "
                r"\t]+['\"]?)([^\s'\"]+)"
            ),
        ),
        (
            ("curl", "wget", "http"),
            (
                r"(\b(?:curl|wget|http|https)\b[^\n|;]{0,300}?[ \t](?:-u|--user|-a)[ "
                r"\t=]*['\"]?[^\s:'\"]{1,100}:)([^\s'\"]+)"
            ),
        ),
        (("smbclient",), r"(\bsmbclient\b[^\n]{0,200}?-U[ \t]*['\"]?[^\s%'\"]{1,100}%)([^\s'\"]+)"),
        (("htpasswd",), r"(\bhtpasswd[ \t]+-\w*b\w*[ \t]+\S+[ \t]+\S+[ \t]+)(\S+)"),
        (("-pass",), r"(-pass(?:in|out)?[ \t]+['\"]?pass:)([^\s'\"]+)"),
        (
            ("identified",),
            r"(\bidentified[ \t]+(?:with[ \t]+\S+[ \t]+)?by[ \t]+(?:password[ \t]+)?['\"])([^'\"\n]+)",
        ),
        (
            ("password",),
            (
                r"(\b(?:with[ \t]+)?(?:encrypted[ \t]+)?password(?:[ \t]+is|[ \t]+was)?[ "
                r"\t]+['\"])([^'\"\n]+)"
            ),
        ),
        (
            ("requirepass", "masterauth", "auth "),
            r"(\b(?:requirepass|masterauth|AUTH)[ \t]+(?:default[ \t]+)?)(?=\S*[\d\W])([^\s\"']{6,})",
        ),
        (("login",), r"(\blogin[ \t]+\S+[ \t]+password[ \t]+)(\S+)"),
        (
            ("echo",),
            (
                r"(\becho[ \t]+['\"]?)([^\s'\"|]{6,})(?=['\"]?[ \t]*\|[ \t]*(?:docker|podman|sudo|passwd|"
                r"chpasswd|helm))"
            ),
        ),
    )
)
